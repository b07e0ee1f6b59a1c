package org.aipassport.tokens;

import java.time.Instant;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.values.TokenId;

/** A token that counts as verified, for tests of what comes after that. */
public final class GivenToken {
  private GivenToken() {}

  public static VerifiedToken of(GrantId grant) {
    Instant noon = Instant.parse("2030-01-01T12:00:00Z");
    TokenClaims claims =
        new TokenClaims(
            "http://localhost:8080",
            "http://localhost:8080",
            grant,
            new TokenId(Ids.next()),
            noon,
            noon.plusSeconds(60),
            "req:" + grant.value());
    return new VerifiedToken(claims, "kid-1", new byte[32]);
  }
}
