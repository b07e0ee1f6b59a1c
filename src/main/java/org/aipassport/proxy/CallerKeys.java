package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.EncodedForm;
import org.aipassport.wire.MultipartForm;
import org.aipassport.wire.Refusals;

/**
 * Reads the header {@code Idempotency-Key}: opaque, so a quoted string
 * (draft-ietf-httpapi-idempotency-key-header) and a bare one are two keys. That it is there once is
 * checked where the headers are.
 *
 * <p>It is never sent to a provider. Grants share a provider's account, so a provider that knew it
 * could give one grant's answer to another; and a key that is free again, because nothing was
 * charged, would get the error that the provider has kept for it.
 */
final class CallerKeys {
  private static final String NAME = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

  private CallerKeys() {}

  /**
   * The key of a request whose body is JSON.
   *
   * @throws RefusalException INVALID_FIELD naming the header
   */
  static Optional<IdempotencyKey> of(HttpServletRequest request, byte[] body) {
    return sent(request)
        .map(
            key ->
                key(key, request, Objects.requireNonNullElse(request.getContentType(), ""), body));
  }

  /**
   * The key of a request whose body is a form. SDKs choose another boundary when they try again, so
   * the form counts as the broker writes it.
   *
   * @throws RefusalException INVALID_FIELD naming the header
   */
  static Optional<IdempotencyKey> of(HttpServletRequest request, MultipartForm form) {
    return sent(request)
        .map(
            key -> {
              EncodedForm written = form.write();
              return key(key, request, written.contentType(), written.body());
            });
  }

  /** The path names the operation, as the grant names the provider. */
  private static IdempotencyKey key(
      String key, HttpServletRequest request, String contentType, byte[] body) {
    String query = Objects.requireNonNullElse(request.getQueryString(), "");
    return IdempotencyKey.of(
        key,
        Refusals.path(request).getBytes(UTF_8),
        query.getBytes(UTF_8),
        contentType.getBytes(UTF_8),
        body);
  }

  private static Optional<String> sent(HttpServletRequest request) {
    Optional<String> key = Optional.ofNullable(request.getHeader(NAME));
    if (key.filter(text -> !KEY.matcher(text).matches()).isPresent()) {
      throw RefusalException.ofField(NAME, "must be 1 to 255 visible ASCII characters");
    }
    return key;
  }
}
