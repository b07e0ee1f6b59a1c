package org.aipassport.apps;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a person is shown of an app: the host first, its standing, and then the name.
 *
 * @param name what it calls itself, normalised; to be shown as quotation only
 * @param nameFlags what to say about the name; those about the host are the host's
 */
public record AppIdentity(String name, Set<AppFlag> nameFlags, AppHost host, AppStanding standing) {
  public AppIdentity {
    nameFlags = Set.copyOf(nameFlags);
  }

  /** All flags, in their order. */
  public Set<AppFlag> flags() {
    EnumSet<AppFlag> all = EnumSet.noneOf(AppFlag.class);
    all.addAll(nameFlags);
    all.addAll(host.flags());
    return all;
  }
}
