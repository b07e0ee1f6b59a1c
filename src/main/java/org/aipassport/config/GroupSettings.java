package org.aipassport.config;

import java.util.Set;

/**
 * Which groups of the identity provider make somebody what here.
 *
 * @param claim the claim that lists somebody's groups
 */
public record GroupSettings(
    String claim, Set<String> owners, Set<String> operators, Set<String> auditors) {
  public GroupSettings {
    owners = Set.copyOf(owners);
    operators = Set.copyOf(operators);
    auditors = Set.copyOf(auditors);
  }

  /** Whether groups decide at all; if none is named, everybody who signs in is an owner. */
  public boolean decide() {
    return !(owners.isEmpty() && operators.isEmpty() && auditors.isEmpty());
  }
}
