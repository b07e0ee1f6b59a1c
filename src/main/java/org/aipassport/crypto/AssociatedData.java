package org.aipassport.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * What a sealed value is bound to. Each part is preceded by its length (4 bytes, big endian), so
 * that no two lists of parts give the same bytes.
 */
public final class AssociatedData {
  private final byte[] bytes;

  private AssociatedData(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Binds to a purpose, such as {@code aipassport/credential/v1}, and to the parts in their order.
   *
   * @throws IllegalArgumentException if a part holds half of a surrogate pair
   */
  public static AssociatedData of(String purpose, String... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    append(out, purpose);
    for (String part : parts) {
      append(out, part);
    }
    return new AssociatedData(out.toByteArray());
  }

  private static void append(ByteArrayOutputStream out, String part) {
    byte[] utf8 =
        Utf8.bytes(part)
            .orElseThrow(() -> new IllegalArgumentException("half of a surrogate pair"));
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
    out.writeBytes(utf8);
  }

  byte[] bytes() {
    return bytes.clone();
  }
}
