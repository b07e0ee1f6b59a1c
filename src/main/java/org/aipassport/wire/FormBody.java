package org.aipassport.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an {@code application/x-www-form-urlencoded} body (URL Standard section 5), read
 * strictly: valid escapes, valid UTF-8, a bounded number of fields, no control characters in names.
 */
public final class FormBody {
  /** The media type of such a body. */
  public static final String TYPE = "application/x-www-form-urlencoded";

  private static final int MOST_FIELDS = 500;

  private FormBody() {}

  /**
   * The values of every field, in their order.
   *
   * @throws RefusalException MALFORMED
   */
  public static Map<String, List<String>> parse(byte[] body) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (body.length == 0) {
      return fields;
    }
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String[] pairs = text.split("&", -1);
    if (pairs.length > MOST_FIELDS) {
      throw malformed("has too many fields");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (name.chars().anyMatch(Character::isISOControl)) {
        throw malformed("has a control character in a name");
      }
      fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  /**
   * The text that an encoded name or value stands for.
   *
   * @throws RefusalException MALFORMED
   */
  public static String decode(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) (digit(text, i + 1) * 16 + digit(text, i + 2));
        i += 2;
      } else if (c > '~') {
        throw malformed("is not encoded");
      } else {
        bytes[length++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("is not UTF-8");
    }
  }

  /**
   * Refuses a body that says to be something else; parameters other than charset mean nothing.
   *
   * @param contentType null if the request tells none
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE
   */
  public static void refuseOtherType(@Nullable String contentType) {
    MediaType read;
    try {
      read = MediaType.parse(contentType == null ? "" : contentType);
    } catch (IllegalArgumentException e) {
      throw notForm();
    }
    if (!read.name().equals(TYPE) || !read.isUtf8()) {
      throw notForm();
    }
  }

  private static RefusalException notForm() {
    return new RefusalException(
        Refusal.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: " + TYPE + ", in UTF-8.");
  }

  private static int digit(String text, int at) {
    int digit =
        at < text.length() && text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
    if (digit < 0) {
      throw malformed("has a % without two digits");
    }
    return digit;
  }

  private static RefusalException malformed(String what) {
    return new RefusalException(Refusal.MALFORMED, "The form " + what + ".");
  }
}
