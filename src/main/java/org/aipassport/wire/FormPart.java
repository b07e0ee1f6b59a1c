package org.aipassport.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aipassport.problems.RefusalException;

/**
 * One part of a {@link MultipartForm}.
 *
 * @param name of the field; quotation marks and line ends are kept as browsers send them, {@code
 *     %22 %0D %0A} (HTML Standard, multipart/form-data encoding algorithm)
 * @param filename likewise, if it is a file
 * @param contentType in the broker's own spelling
 * @param content read-only, not a copy; each call gives a buffer of its own, all of which remains
 */
public record FormPart(
    String name, Optional<String> filename, Optional<String> contentType, ByteBuffer content) {

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if name, file name or type cannot be written
   */
  public FormPart {
    name = written(name);
    filename = filename.map(FormPart::written);
    contentType = contentType.map(type -> MediaType.parse(type).toString());
    content = content.slice().asReadOnlyBuffer();
  }

  /** A field that is no file. */
  public static FormPart text(String name, String value) {
    ByteBuffer content = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    return new FormPart(name, Optional.empty(), Optional.empty(), content);
  }

  @Override
  public ByteBuffer content() {
    return content.duplicate();
  }

  /**
   * The content as text.
   *
   * @throws RefusalException INVALID_FIELD naming this one, unless it is UTF-8
   */
  public String text() {
    if (!contentType.map(type -> MediaType.parse(type).isUtf8()).orElse(true)) {
      throw RefusalException.ofField(name, "must be UTF-8, without another charset");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(content()).toString();
    } catch (CharacterCodingException e) {
      throw RefusalException.ofField(name, "must be UTF-8");
    }
  }

  private static String written(String text) {
    String written = text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    boolean fit =
        written
            .codePoints()
            .noneMatch(c -> Character.isISOControl(c) || c == '\\' || isHalfOfAPair(c));
    if (!fit) {
      throw new IllegalArgumentException("it holds a control character or a backslash");
    }
    return written;
  }

  private static boolean isHalfOfAPair(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
