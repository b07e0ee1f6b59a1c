package org.aipassport.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.aipassport.identity.Role;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.problems.RefusalException;

/** Roles on the wire: {@code owner}, {@code operator}, {@code auditor}. */
final class RoleNames {
  private static final String FIELD = "roles";
  private static final int LONGEST = 16;

  private RoleNames() {}

  /**
   * Reads the member {@code roles}.
   *
   * @throws RefusalException INVALID_FIELD naming the entry
   */
  static Set<Role> read(FieldReader fields) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    int index = 0;
    for (String name : fields.strings(FIELD, Role.values().length, LONGEST)) {
      String at = FIELD + "[" + index++ + "]";
      roles.add(
          Arrays.stream(Role.values())
              .filter(role -> role.wireName().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> RefusalException.ofField(at, "must be owner, operator or auditor")));
    }
    return roles;
  }

  static JsonArray write(Set<Role> roles) {
    return JsonArray.ofStrings(roles.stream().sorted().map(Role::wireName).toList());
  }
}
