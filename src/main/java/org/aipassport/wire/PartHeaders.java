package org.aipassport.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.aipassport.problems.RefusalException;

/**
 * The headers of one part (RFC 7578 section 4): who it is and what is in it.
 *
 * @param end where in the body the content begins
 */
record PartHeaders(String name, Optional<String> filename, Optional<String> contentType, int end) {
  private static final int MOST_BYTES = 8 * 1024;
  private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};
  private static final String DISPOSITION = "content-disposition";
  private static final String TYPE = "content-type";
  private static final String CODING = "content-transfer-encoding";
  private static final List<String> ONCE = List.of(DISPOSITION, TYPE, CODING);

  /** They do not change the content (RFC 2045 section 6.2). */
  private static final List<String> PLAIN = List.of("7bit", "8bit", "binary");

  /**
   * Reads those of the part that lies between {@code start} and {@code end}.
   *
   * @param number of the part, for whoever is told
   * @throws RefusalException MALFORMED or INVALID_FIELD
   */
  static PartHeaders parse(int number, byte[] body, int start, int end) {
    int blank = blankLine(number, body, start, end);
    Map<String, String> fields = fields(number, text(number, body, start, blank));
    refuseCoding(number, fields);
    String disposition = fields.get(DISPOSITION);
    if (disposition == null) {
      throw malformed(number, "has no Content-Disposition");
    }
    FormData data = FormData.parse(number, disposition);
    return new PartHeaders(
        data.name(),
        data.filename(),
        Optional.ofNullable(fields.get(TYPE)).map(type -> checked(data.name(), type)),
        blank + BLANK_LINE.length);
  }

  private static int blankLine(int number, byte[] body, int start, int end) {
    int last = Math.min(end, start + MOST_BYTES + BLANK_LINE.length) - BLANK_LINE.length;
    for (int i = start; i <= last; i++) {
      if (Boundary.startsWith(body, i, BLANK_LINE)) {
        return i;
      }
    }
    throw malformed(
        number, "has no blank line (CR LF) behind its headers, or more than 8 KiB of them");
  }

  private static String text(int number, byte[] body, int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(number, "has a header that is not UTF-8");
    }
  }

  private static Map<String, String> fields(int number, String block) {
    Map<String, String> fields = new HashMap<>();
    for (String line : block.split("\r\n", -1)) {
      if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
        throw malformed(number, "has a control character in a header");
      }
      int colon = line.indexOf(':');
      if (colon < 0 || !Parameterized.isToken(line.substring(0, colon))) {
        throw malformed(number, "has a line among its headers that is none, or is folded");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (fields.put(name, line.substring(colon + 1).strip()) != null && ONCE.contains(name)) {
        throw malformed(number, "has " + name + " twice");
      }
    }
    return fields;
  }

  private static void refuseCoding(int number, Map<String, String> fields) {
    String coding = fields.getOrDefault(CODING, "binary");
    if (!PLAIN.contains(coding.toLowerCase(Locale.ROOT))) {
      throw malformed(number, "has a Content-Transfer-Encoding other than 7bit, 8bit, binary");
    }
  }

  private static String checked(String name, String type) {
    MediaType read;
    try {
      read = MediaType.parse(type);
    } catch (IllegalArgumentException e) {
      throw RefusalException.ofField(name, "Content-Type: " + e.getMessage());
    }
    if (read.name().startsWith("multipart/")) {
      throw RefusalException.ofField(name, "must not be a form itself (RFC 7578 section 4.3)");
    }
    return read.toString();
  }

  static RefusalException malformed(int number, String detail) {
    return MultipartParser.malformed("part " + number + " " + detail);
  }
}
