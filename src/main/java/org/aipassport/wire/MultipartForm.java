package org.aipassport.wire;

import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * A form of {@code multipart/form-data} (RFC 7578). Read strictly and written anew, so that what
 * was checked is what is sent: of the caller's bytes nothing leaves but the content of parts.
 *
 * @param parts in their order; a name may be there more than once
 */
public record MultipartForm(List<FormPart> parts) {
  static final int MOST_PARTS = 1_000;

  public MultipartForm {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a form; its parts refer to {@code body}, which must not change any more.
   *
   * <p>Wherever readers are known to differ it is refused: a boundary behind a bare line feed, with
   * something before or behind it in its line or as the beginning of another; text before the first
   * or behind the last; a part's header that is there twice, folded, or larger than 8 KiB; a
   * backslash in a name, except before a quotation mark; {@code filename*} that says something else
   * than {@code filename}; content in another coding; a form within the form; more than 1,000
   * parts. Part headers besides Content-Disposition and Content-Type are dropped.
   *
   * @param contentType of the request
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE, MALFORMED, or INVALID_FIELD naming the part
   */
  public static MultipartForm parse(@Nullable String contentType, byte[] body) {
    return new MultipartForm(new MultipartParser(boundary(contentType), body).parts());
  }

  /**
   * This form in the one way in which the broker writes it: equal forms give equal bytes, boundary
   * included, because providers cache by what they receive.
   */
  public EncodedForm write() {
    return MultipartWriter.write(parts);
  }

  private static String boundary(@Nullable String contentType) {
    MediaType type;
    try {
      type = MediaType.parse(contentType == null ? "" : contentType);
    } catch (IllegalArgumentException e) {
      throw unsupported("Send Content-Type: multipart/form-data; " + e.getMessage() + ".");
    }
    if (!type.name().equals("multipart/form-data")) {
      throw unsupported("Send Content-Type: multipart/form-data.");
    }
    if (!type.isUtf8()) {
      throw unsupported("Forms are UTF-8; send no other charset.");
    }
    String boundary = type.parameter("boundary").orElse("");
    if (!Boundary.isOne(boundary)) {
      throw new RefusalException(
          Refusal.MALFORMED, "multipart: the boundary is missing or not of 1 to 70 plain signs");
    }
    return boundary;
  }

  private static RefusalException unsupported(String detail) {
    return new RefusalException(Refusal.UNSUPPORTED_MEDIA_TYPE, detail);
  }
}
