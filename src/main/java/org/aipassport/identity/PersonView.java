package org.aipassport.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.aipassport.values.UserId;

/**
 * What operators see of a person.
 *
 * @param secondFactor whether their password alone signs nobody in
 * @param external whether an identity provider signs them in
 * @param lastSeenAt when they signed in last, or a request of a session of theirs came
 */
public record PersonView(
    UserId id,
    String username,
    Optional<String> displayName,
    Set<Role> roles,
    Instant createdAt,
    Optional<Instant> disabledAt,
    boolean secondFactor,
    boolean external,
    Optional<Instant> lastSeenAt) {
  public PersonView {
    roles = Set.copyOf(roles);
  }
}
