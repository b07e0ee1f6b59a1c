package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.aipassport.crypto.Sha256;

/**
 * Writes forms. The boundary is a digest of everything else, so it is the same for equal forms and
 * nobody can put it into a content on purpose; that none holds it is looked up all the same.
 */
final class MultipartWriter {
  private static final String PREFIX = "aipassport-";
  private static final int LENGTH = PREFIX.length() + 43;

  private MultipartWriter() {}

  static EncodedForm write(List<FormPart> parts) {
    return write(
        parts,
        (body, attempt) -> PREFIX + Sha256.base64Url(body, new byte[] {attempt.byteValue()}));
  }

  /**
   * Writes a form.
   *
   * @param boundaries gives one of {@link #LENGTH} signs for a body and the number of the attempt
   */
  static EncodedForm write(List<FormPart> parts, BiFunction<byte[], Integer, String> boundaries) {
    List<byte[]> heads = parts.stream().map(MultipartWriter::head).toList();
    ByteBuffer out = ByteBuffer.allocate(size(parts, heads));
    List<Integer> places = new ArrayList<>(); // of the boundary, which is not known yet
    for (int i = 0; i < parts.size(); i++) {
      places.add(place(out));
      out.put(heads.get(i)).put(parts.get(i).content()).put((byte) '\r').put((byte) '\n');
    }
    places.add(place(out));
    out.put("--\r\n".getBytes(US_ASCII));
    String boundary = absent(out.array(), boundaries);
    for (int place : places) {
      out.position(place).put(boundary.getBytes(US_ASCII));
    }
    return new EncodedForm("multipart/form-data; boundary=" + boundary, out.array());
  }

  private static int size(List<FormPart> parts, List<byte[]> heads) {
    long size = 2 + LENGTH + 4;
    for (int i = 0; i < parts.size(); i++) {
      size += 2 + LENGTH + heads.get(i).length + parts.get(i).content().remaining() + 2;
    }
    return Math.toIntExact(size);
  }

  /** Leaves room for a boundary; where. */
  private static int place(ByteBuffer out) {
    out.put((byte) '-').put((byte) '-');
    int place = out.position();
    out.position(place + LENGTH);
    return place;
  }

  private static byte[] head(FormPart part) {
    StringBuilder head = new StringBuilder("\r\nContent-Disposition: form-data; name=\"");
    head.append(part.name()).append('"');
    part.filename().ifPresent(name -> head.append("; filename=\"").append(name).append('"'));
    part.contentType().ifPresent(type -> head.append("\r\nContent-Type: ").append(type));
    return head.append("\r\n\r\n").toString().getBytes(UTF_8);
  }

  private static String absent(byte[] body, BiFunction<byte[], Integer, String> boundaries) {
    for (int attempt = 0; ; attempt++) {
      String boundary = boundaries.apply(body, attempt);
      if (Boundary.indexOf(body, boundary.getBytes(US_ASCII), 0) < 0) {
        return boundary;
      }
    }
  }
}
