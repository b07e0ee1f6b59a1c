package org.aipassport.identity;

import java.time.Instant;
import java.util.Set;
import org.aipassport.values.UserId;

/**
 * An invitation that nobody has accepted yet: never its secret.
 *
 * @param label for whom it is, in the words of the operator who made it
 */
public record InvitationView(
    String id,
    String label,
    Set<Role> roles,
    UserId invitedBy,
    Instant createdAt,
    Instant expiresAt) {
  public InvitationView {
    roles = Set.copyOf(roles);
  }
}
