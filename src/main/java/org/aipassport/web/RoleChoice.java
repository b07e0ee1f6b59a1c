package org.aipassport.web;

import java.util.EnumSet;
import java.util.Set;
import org.aipassport.identity.Role;

/** The roles that a form ticks, one box each; {@code roles.xhtml} shows it. */
public final class RoleChoice {
  private final Set<Role> chosen = EnumSet.noneOf(Role.class);

  RoleChoice(Set<Role> chosen) {
    this.chosen.addAll(chosen);
  }

  /** What is ticked. */
  Set<Role> roles() {
    return Set.copyOf(chosen);
  }

  public boolean isOwner() {
    return chosen.contains(Role.OWNER);
  }

  public void setOwner(boolean ticked) {
    tick(Role.OWNER, ticked);
  }

  public boolean isOperator() {
    return chosen.contains(Role.OPERATOR);
  }

  public void setOperator(boolean ticked) {
    tick(Role.OPERATOR, ticked);
  }

  public boolean isAuditor() {
    return chosen.contains(Role.AUDITOR);
  }

  public void setAuditor(boolean ticked) {
    tick(Role.AUDITOR, ticked);
  }

  private void tick(Role role, boolean ticked) {
    if (ticked) {
      chosen.add(role);
    } else {
      chosen.remove(role);
    }
  }
}
