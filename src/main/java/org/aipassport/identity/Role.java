package org.aipassport.identity;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a person may do besides signing in. */
public enum Role {
  /** Approves grants on provider keys of their own. */
  OWNER,
  /** Configures the broker. */
  OPERATOR,
  /** Reads the audit log, once there are pages for it; until then their own account. */
  AUDITOR;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Names in the order of this list, separated by commas; empty for none. */
  static String column(Set<Role> roles) {
    return roles.stream().sorted().map(Role::name).collect(Collectors.joining(","));
  }

  static Set<Role> ofColumn(String column) {
    return column.isEmpty()
        ? Set.of()
        : Collections.unmodifiableSet(
            Arrays.stream(column.split(",", -1))
                .map(Role::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class))));
  }
}
