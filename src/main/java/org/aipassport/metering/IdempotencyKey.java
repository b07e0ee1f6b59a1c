package org.aipassport.metering;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aipassport.crypto.Sha256;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * By what a caller names a call, so that it can ask for it again without paying twice, and what it
 * asked for: SHA-256 of both, nothing of either. It means something within one grant only.
 */
public final class IdempotencyKey {
  private final byte[] digest;
  private final byte[] request;

  private IdempotencyKey(byte[] digest, byte[] request) {
    this.digest = digest;
    this.request = request;
  }

  /**
   * The key that a caller sent.
   *
   * @param request all in which two requests can differ, in a fixed order
   */
  public static IdempotencyKey of(String key, byte[]... request) {
    List<byte[]> parts = new ArrayList<>();
    for (byte[] part : request) { // so that no two lists of parts give the same bytes
      parts.add(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      parts.add(part);
    }
    return new IdempotencyKey(
        Sha256.of(key.getBytes(UTF_8)), Sha256.of(parts.toArray(byte[][]::new)));
  }

  /** Of the key, 32 bytes. */
  byte[] digest() {
    return digest.clone();
  }

  /** Of the request, 32 bytes. */
  byte[] request() {
    return request.clone();
  }

  /**
   * Refuses this one while {@code other} of the same grant is under way.
   *
   * @throws RefusalException if it is the same key: IDEMPOTENCY_IN_PROGRESS, or
   *     IDEMPOTENCY_KEY_REUSED if that was another request
   */
  public void refuseBeside(IdempotencyKey other) {
    if (MessageDigest.isEqual(digest, other.digest)) {
      refuseUnlessOf(other.request);
      throw inProgress();
    }
  }

  /**
   * Demands that it names what it has named before.
   *
   * @throws RefusalException IDEMPOTENCY_KEY_REUSED if it was another request
   */
  void refuseUnlessOf(byte[] before) {
    if (!MessageDigest.isEqual(request, before)) {
      throw refusal(
          Refusal.IDEMPOTENCY_KEY_REUSED,
          "This Idempotency-Key was sent with another request; send a new one with each.",
          Map.of());
    }
  }

  static RefusalException inProgress() {
    return refusal(
        Refusal.IDEMPOTENCY_IN_PROGRESS,
        "A call with this Idempotency-Key is still under way; ask again when it has ended.",
        Map.of());
  }

  /** Some shapes have no place for a code of ours but among the figures. */
  static RefusalException refusal(Refusal reason, String detail, Map<String, String> facts) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("code", reason.name().toLowerCase(Locale.ROOT));
    told.putAll(facts);
    return RefusalException.withFacts(reason, detail, told);
  }
}
