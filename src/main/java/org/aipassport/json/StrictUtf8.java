package org.aipassport.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes before the library sees anything: the library guesses among UTF-8, UTF-16 and UTF-32,
 * skips byte order marks and replaces what it cannot decode, so that what we checked and what the
 * upstream reads could differ.
 */
final class StrictUtf8 {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private StrictUtf8() {}

  /**
   * The characters of well-formed UTF-8 (RFC 3629), in a buffer with an array that begins with
   * them.
   *
   * @throws NotJsonException on anything else, and on a byte order mark (RFC 8259 section 8.1)
   */
  static CharBuffer decode(byte[] utf8) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(utf8);
    CharBuffer text = CharBuffer.allocate(utf8.length); // no byte makes more than one character
    CoderResult result = decoder.decode(bytes, text, true);
    if (!result.isUnderflow()) {
      throw new NotJsonException("not UTF-8 at byte " + bytes.position());
    }
    text.flip();
    if (text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
      throw new NotJsonException("begins with a byte order mark");
    }
    return text;
  }
}
