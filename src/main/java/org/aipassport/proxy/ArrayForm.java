package org.aipassport.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.ErrorShape;

/** A JSON array, element by element: Google's form of a stream without {@code alt=sse}. */
final class ArrayForm extends StreamForm {
  private static final byte[] WHITE_SPACE = {'\n'};

  private boolean open;
  private boolean closed;

  @Override
  String contentType() {
    return "application/json";
  }

  @Override
  byte[] signOfLife() {
    return WHITE_SPACE;
  }

  @Override
  byte[] error(RefusalException refusal) {
    return lastElement(ErrorShape.GOOGLE.bytes(refusal));
  }

  @Override
  byte[] error(JsonObject body, int status) {
    return lastElement(Json.write(body));
  }

  private byte[] lastElement(byte[] error) {
    ByteArrayOutputStream end = new ByteArrayOutputStream();
    if (!closed) {
      end.write(open ? ',' : '[');
      end.writeBytes(error);
      end.writeBytes("]\n".getBytes(StandardCharsets.US_ASCII));
    }
    return end.toByteArray();
  }

  /** A piece ends with an element or with the array's end. */
  @Override
  void sending(byte[] piece) {
    open = true;
    closed = closed || piece[piece.length - 1] == ']'; // white space may follow
  }
}
