package org.aipassport.identity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/**
 * The claims of a token whose signature is good (RFC 7519 section 4). Whoever reads one asks for
 * what they demand; clocks may differ by a minute.
 */
final class TokenClaims {
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final int LONGEST_SUBJECT = 255; // OpenID Connect Core section 2
  private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999

  private final JsonObject claims;

  private TokenClaims(JsonObject claims) {
    this.claims = claims;
  }

  /**
   * Reads the payload of a token.
   *
   * @throws BadClaimException if it is no JSON object in which each name stands once
   */
  static TokenClaims of(byte[] payload) {
    try {
      return new TokenClaims(Json.parseObject(payload));
    } catch (RefusalException e) {
      throw new BadClaimException("the claims are no strict JSON");
    }
  }

  /** Something that a token had to say and does not say; the message quotes nothing of it. */
  static final class BadClaimException extends RuntimeException {
    BadClaimException(String what) {
      super(what);
    }
  }

  /** Demands that it is by that issuer and names a subject. */
  TokenClaims by(String issuer) {
    require(text("iss").filter(issuer::equals).isPresent(), "iss is another");
    return this;
  }

  /** Demands one of these audiences. */
  TokenClaims forOneOf(Collection<String> audiences) {
    require(audiences().stream().anyMatch(audiences::contains), "aud is another");
    return this;
  }

  /**
   * Demands that the client is an audience, and is the one it was issued to where that is said
   * (OpenID Connect Core section 3.1.3.7).
   */
  TokenClaims forClient(String clientId) {
    List<String> audiences = audiences();
    require(audiences.contains(clientId), "aud is another");
    require(audiences.size() == 1 || has("azp"), "aud has several and azp is missing");
    require(!has("azp") || text("azp").filter(clientId::equals).isPresent(), "azp is another");
    return this;
  }

  /** Demands that it was issued by now and has not expired. */
  TokenClaims validAt(Instant now) {
    require(now.isBefore(instant("exp").plus(SKEW)), "exp is over");
    require(!instant("iat").isAfter(now.plus(SKEW)), "iat lies ahead");
    require(!has("nbf") || !instant("nbf").isAfter(now.plus(SKEW)), "nbf lies ahead");
    return this;
  }

  /** Demands that nonce. */
  TokenClaims withNonce(String nonce) {
    byte[] given = text("nonce").orElse("").getBytes(StandardCharsets.UTF_8);
    require(
        MessageDigest.isEqual(given, nonce.getBytes(StandardCharsets.UTF_8)), "nonce is another");
    return this;
  }

  /** Who it is about: at most 255 characters, as a subject is. */
  String subject() {
    String subject = text("sub").orElse("");
    require(!subject.isEmpty() && subject.length() <= LONGEST_SUBJECT, "sub is missing or long");
    return subject;
  }

  boolean has(String name) {
    return claims.has(name);
  }

  /** A claim that is a string. */
  Optional<String> text(String name) {
    JsonValue value = claims.get(name);
    return value instanceof JsonString string ? Optional.of(string.value()) : Optional.empty();
  }

  /** A claim that is an object. */
  Optional<JsonObject> object(String name) {
    JsonValue value = claims.get(name);
    return value instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  /** The strings of a claim that is an array, or the one that it is itself. */
  List<String> texts(String name) {
    JsonValue value = claims.get(name);
    if (value instanceof JsonArray array) {
      return array.values().stream()
          .filter(JsonString.class::isInstance)
          .map(one -> ((JsonString) one).value())
          .toList();
    }
    return text(name).map(List::of).orElse(List.of());
  }

  /**
   * Whether {@link #texts} has something to read: an array, though it may be empty, or a string.
   */
  boolean hasTexts(String name) {
    return claims.get(name) instanceof JsonArray || text(name).isPresent();
  }

  /** A claim that is a time. */
  Instant instant(String name) {
    if (claims.get(name) instanceof JsonNumber number) {
      BigDecimal seconds = new BigDecimal(number.text());
      boolean sound =
          seconds.signum() >= 0 && seconds.compareTo(BigDecimal.valueOf(LAST_SECOND)) <= 0;
      require(sound, name + " is no time");
      return Instant.ofEpochSecond(seconds.setScale(0, RoundingMode.FLOOR).longValueExact());
    }
    throw new BadClaimException(name + " is missing");
  }

  private List<String> audiences() {
    return texts("aud");
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BadClaimException(otherwise);
    }
  }
}
