package org.aipassport.identity;

import java.util.Optional;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.AccountId;
import org.aipassport.values.UserId;

/**
 * A person whose credentials were just checked.
 *
 * @param account whose keys and grants they act on
 * @param displayName what they are called at their identity provider; never a proof of anything
 */
public record Caller(
    UserId id, AccountId account, String username, Optional<String> displayName, Set<Role> roles) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  /** Somebody without a display name. */
  public Caller(UserId id, AccountId account, String username, Set<Role> roles) {
    this(id, account, username, Optional.empty(), roles);
  }

  /** The actor's name in the audit log. */
  public String actor() {
    return "person:" + id;
  }

  /** What pages call them: the display name, else the username. */
  public String shownName() {
    return displayName.orElse(username);
  }

  /**
   * This caller, if they may act as {@code role}.
   *
   * @throws RefusalException FORBIDDEN if not
   */
  public Caller as(Role role) {
    if (!roles.contains(role)) {
      throw new RefusalException(Refusal.FORBIDDEN, "This needs the role " + role.wireName() + ".");
    }
    return this;
  }
}
