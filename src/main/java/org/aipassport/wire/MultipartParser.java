package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Splits a form at its boundaries first (RFC 2046 section 5.1.1) and looks into the parts then, so
 * that no header can reach over a boundary. Time is linear in the body's length.
 */
final class MultipartParser {
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] LAST = {'-', '-'};

  private final byte[] body;
  private final byte[] first;
  private final byte[] delimiter;

  MultipartParser(String boundary, byte[] body) {
    this.body = body;
    this.first = ("--" + boundary).getBytes(US_ASCII);
    this.delimiter = ("\n--" + boundary).getBytes(US_ASCII);
  }

  List<FormPart> parts() {
    if (!Boundary.startsWith(body, 0, first)) {
      throw malformed("the body does not begin with its boundary");
    }
    List<FormPart> parts = new ArrayList<>();
    int at = first.length;
    while (!Boundary.startsWith(body, at, LAST)) {
      int start = behindLineEnd(at);
      int next = next(start - 1);
      if (parts.size() == MultipartForm.MOST_PARTS) {
        throw malformed("there are more than " + MultipartForm.MOST_PARTS + " parts");
      }
      parts.add(part(parts.size() + 1, start, next - 1));
      at = next + delimiter.length;
    }
    refuseEpilogue(at + LAST.length);
    return parts;
  }

  private int behindLineEnd(int at) {
    if (!Boundary.startsWith(body, at, LINE_END)) {
      throw malformed("behind a boundary stands neither a line end (CR LF) nor --");
    }
    return at + LINE_END.length;
  }

  /** Where the line feed in front of the next boundary is. */
  private int next(int from) {
    int next = Boundary.indexOf(body, delimiter, from);
    if (next < 0) {
      throw malformed("the last boundary is missing");
    }
    if (body[next - 1] != '\r') {
      throw malformed("a boundary stands behind a bare line feed");
    }
    return next;
  }

  /** Nothing of it would be read or sent on: who sends it means something else by it. */
  private void refuseEpilogue(int at) {
    boolean lineEnd =
        Boundary.startsWith(body, at, LINE_END) && at + LINE_END.length == body.length;
    if (at != body.length && !lineEnd) {
      throw malformed("something stands behind the last boundary");
    }
  }

  private FormPart part(int number, int start, int end) {
    PartHeaders headers = PartHeaders.parse(number, body, start, end);
    ByteBuffer content = ByteBuffer.wrap(body, headers.end(), end - headers.end());
    return new FormPart(headers.name(), headers.filename(), headers.contentType(), content);
  }

  static RefusalException malformed(String detail) {
    return new RefusalException(Refusal.MALFORMED, "multipart: " + detail);
  }
}
