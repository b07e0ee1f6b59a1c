package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;

/** Reads the one secret that a request presents. */
public final class Credentials {
  private static final String BEARER = "bearer ";
  private static final int LONGEST = 8_192;
  private static final List<String> KEY_HEADERS = List.of("x-api-key", "x-goog-api-key");

  /** Names of parameters in which SDKs and RFC 6750 section 2.3 carry a secret. */
  private static final Set<String> SECRET_PARAMETERS = Set.of("key", "access_token");

  private Credentials() {}

  /**
   * The secret in {@code Authorization: Bearer} (RFC 6750 section 2.1) or, where a provider's SDK
   * puts it there, in {@code x-api-key} or {@code x-goog-api-key}.
   *
   * @throws RefusalException CREDENTIALS_MISSING if there is none or none of a possible form;
   *     MALFORMED if two differ, a header is there twice, or the secret stands in the URL, where
   *     every log would keep it
   */
  public static SecretText ofCall(HttpServletRequest request) {
    Optional<SecretText> found = bearer(request);
    for (String header : KEY_HEADERS) {
      Optional<SecretText> key = single(request, header).map(Credentials::ofKeyHeader);
      found = found.or(() -> key);
    }
    return found.orElseThrow(Credentials::missing);
  }

  /**
   * The secret in {@code Authorization: Bearer}, if the request has that header.
   *
   * @throws RefusalException MALFORMED if the header is there twice, CREDENTIALS_MISSING if it is
   *     of another scheme or empty
   */
  public static Optional<SecretText> bearer(HttpServletRequest request) {
    refuseInUrl(request);
    Optional<SecretText> found = single(request, "Authorization").map(Credentials::ofBearer);
    refuseTwo(request, found);
    return found;
  }

  private static void refuseTwo(HttpServletRequest request, Optional<SecretText> bearer) {
    Optional<SecretText> seen = bearer;
    for (String header : KEY_HEADERS) {
      Optional<SecretText> key = single(request, header).map(Credentials::ofKeyHeader);
      if (seen.isPresent() && key.isPresent() && !seen.equals(key)) {
        throw new RefusalException(Refusal.MALFORMED, "The request carries two credentials.");
      }
      seen = seen.or(() -> key);
    }
  }

  private static SecretText ofBearer(String value) {
    if (!value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw new RefusalException(
          Refusal.CREDENTIALS_MISSING, "Authorization must be: Bearer <token>.");
    }
    return secret(value.substring(BEARER.length()), "Authorization must be: Bearer <token>.");
  }

  private static SecretText ofKeyHeader(String value) {
    return secret(value, "The key header holds no token.");
  }

  private static SecretText secret(String value, String otherwise) {
    String token = value.strip();
    boolean visible = token.chars().allMatch(c -> c > ' ' && c < 127);
    if (token.isEmpty() || token.length() > LONGEST || !visible) {
      throw new RefusalException(Refusal.CREDENTIALS_MISSING, otherwise);
    }
    return new SecretText(token);
  }

  private static Optional<String> single(HttpServletRequest request, String header) {
    List<String> values = Collections.list(request.getHeaders(header));
    if (values.size() > 1) {
      throw new RefusalException(Refusal.MALFORMED, header + " is there more than once.");
    }
    return values.stream().findFirst();
  }

  private static void refuseInUrl(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query == null) {
      return;
    }
    for (String part : query.split("[&;]", -1)) {
      String name = decoded(part.split("=", 2)[0]).toLowerCase(Locale.ROOT);
      if (SECRET_PARAMETERS.contains(name)) {
        throw new RefusalException(
            Refusal.MALFORMED, "Credentials belong into a header, not into the URL.");
      }
    }
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The query is not encoded well.", e);
    }
  }

  private static RefusalException missing() {
    return new RefusalException(
        Refusal.CREDENTIALS_MISSING, "Authorization is missing: send Bearer <token>.");
  }
}
