package org.aipassport.json;

import java.nio.charset.StandardCharsets;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * The one way in and the one way out. What is read strictly and written again has its member order,
 * number text and code points, so what was checked is what is sent; equal values give equal bytes.
 */
public final class Json {
  private Json() {}

  /**
   * Reads exactly one JSON text (RFC 8259) in UTF-8. Refused besides what the RFC forbids: a byte
   * order mark, repeated member names (also when one is written with escapes), surrogates without a
   * partner, numbers that {@link JsonNumber} does not hold, member names of more than 256
   * characters, more than 64 levels, more than 1,000,000 tokens. The bytes are not kept.
   *
   * @throws RefusalException MALFORMED, whatever the bytes are; its detail begins with {@code
   *     JSON:} and quotes no value
   */
  public static JsonValue parse(byte[] utf8) {
    return StrictParser.parse(utf8);
  }

  /**
   * Reads like {@link #parse} what must be an object.
   *
   * @throws RefusalException MALFORMED, whatever the bytes are
   */
  public static JsonObject parseObject(byte[] utf8) {
    if (parse(utf8) instanceof JsonObject object) {
      return object;
    }
    throw new RefusalException(Refusal.MALFORMED, "JSON: must be an object");
  }

  /**
   * Whether the bytes are one JSON text (RFC 8259) in UTF-8, of at most 1,000 levels. Less strict
   * than {@link #parse}: for what is passed on as it is. Nothing of it is kept in memory.
   */
  public static boolean isDocument(byte[] utf8) {
    return isDocument(utf8, 0, utf8.length);
  }

  /** The same as {@link #isDocument(byte[])}, of a part. */
  public static boolean isDocument(byte[] utf8, int from, int to) {
    return WellFormed.isDocument(utf8, from, to);
  }

  /** The value as UTF-8, without white space, escaping only what must be escaped. */
  public static byte[] write(JsonValue value) {
    Serializer serializer = new Serializer();
    serializer.value(value);
    return serializer.bytes();
  }

  /** The same as {@link #write}, as text. */
  public static String text(JsonValue value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }
}
