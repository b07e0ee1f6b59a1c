package org.aipassport.tokens;

import java.time.Instant;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.TokenId;

/**
 * The claims of an access token (RFC 9068 section 2.2): {@code iss aud sub jti iat exp grant_id
 * client_id}; {@code sub} is the grant's id, because the token speaks for a grant and never for a
 * person. Times have whole seconds.
 */
public record TokenClaims(
    String issuer,
    String audience,
    GrantId grant,
    TokenId id,
    Instant issuedAt,
    Instant expiresAt,
    String clientId) {
  /** The header's {@code typ}, RFC 9068 section 2.1. */
  static final String TYPE = "at+jwt";

  private static final int LONGEST_URL = 2_000;
  private static final int ID_LENGTH = 22;
  private static final int LONGEST_CLIENT = 64;

  byte[] toBytes() {
    return Json.write(
        JsonObject.builder()
            .put("iss", issuer)
            .put("aud", audience)
            .put("sub", grant.value())
            .put("jti", id.value())
            .put("iat", issuedAt.getEpochSecond())
            .put("exp", expiresAt.getEpochSecond())
            .put("grant_id", grant.value())
            .put("client_id", clientId)
            .build());
  }

  /**
   * Reads claims whose signature was found good.
   *
   * @throws RefusalException CREDENTIALS_INVALID for anything but claims of our own form
   */
  static TokenClaims read(byte[] payload) {
    try {
      FieldReader fields = FieldReader.of(Json.parseObject(payload));
      String issuer = fields.string("iss", LONGEST_URL);
      String audience = fields.string("aud", LONGEST_URL);
      GrantId subject = new GrantId(fields.string("sub", ID_LENGTH));
      TokenId id = new TokenId(fields.string("jti", ID_LENGTH));
      Instant issuedAt =
          Instant.ofEpochSecond(fields.longInRange("iat", 0, Integer.MAX_VALUE * 4L));
      Instant expiresAt =
          Instant.ofEpochSecond(fields.longInRange("exp", 0, Integer.MAX_VALUE * 4L));
      String grant = fields.string("grant_id", ID_LENGTH);
      String clientId = fields.string("client_id", LONGEST_CLIENT);
      fields.nothingElse();
      if (!grant.equals(subject.value())) {
        throw new IllegalArgumentException("sub and grant_id differ");
      }
      return new TokenClaims(issuer, audience, subject, id, issuedAt, expiresAt, clientId);
    } catch (RefusalException | IllegalArgumentException e) {
      throw RefusalException.because(
          Refusal.CREDENTIALS_INVALID, "The token is not one of this broker's.", e);
    }
  }
}
