package org.aipassport.config;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Whose signed tokens scripts may present in place of personal access tokens (MicroProfile JWT
 * section 9.2). The keys come from exactly one of the two.
 *
 * @param keys the text of a public key: PEM, JWK or JWK set
 * @param keysAt where the issuer's JWK set is
 * @param audiences one of them must be in a token: without any, whoever is given a token for
 *     another service could act here for its sender (RFC 8725 section 3.9)
 * @param allowPrivate as of the OpenID provider
 */
public record JwtSettings(
    String issuer,
    Optional<String> keys,
    Optional<URI> keysAt,
    Set<String> audiences,
    boolean allowPrivate) {
  public JwtSettings {
    audiences = Set.copyOf(audiences);
  }
}
