package org.aipassport.apps;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.values.ClientId;

/**
 * A registered app.
 *
 * @param name what it calls itself, as {@link AppName} has it
 * @param url its page, as {@link AppAddress} has it, if it told one
 * @param redirectUris where answers to its users' decisions may go, each as it was registered
 * @param parRequired whether it must push its requests (RFC 9126 section 5)
 * @param disabledAt since when nothing is issued to it any more
 */
public record OAuthClient(
    ClientId id,
    String name,
    Optional<String> url,
    AppStanding standing,
    List<String> redirectUris,
    Set<ClientGrantType> grantTypes,
    ClientAuthMethod authMethod,
    boolean parRequired,
    Instant createdAt,
    Optional<Instant> disabledAt) {
  public OAuthClient {
    redirectUris = List.copyOf(redirectUris);
    grantTypes = Set.copyOf(grantTypes);
  }
}
