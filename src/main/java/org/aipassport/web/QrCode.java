package org.aipassport.web;

import io.nayuki.qrcodegen.QrCode.Ecc;
import org.aipassport.values.SecretText;

/**
 * A text as a picture that phones read (ISO/IEC 18004), drawn into the page itself: no script, no
 * {@code data:} URL and no request for a picture whose URL would hold the secret.
 *
 * @param size of the picture's sides, the quiet zone of 4 included, in modules
 * @param path the dark modules, for {@code d} of an SVG path
 */
public record QrCode(int size, String path) {
  private static final int QUIET = 4;

  static QrCode of(SecretText text) {
    io.nayuki.qrcodegen.QrCode code =
        io.nayuki.qrcodegen.QrCode.encodeText(text.reveal(), Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      int x = 0;
      while (x < code.size) {
        int width = darkFrom(code, x, y);
        if (width > 0) {
          path.append("M%d,%dh%dv1h-%dz".formatted(x + QUIET, y + QUIET, width, width));
        }
        x += Math.max(1, width);
      }
    }
    return new QrCode(code.size + 2 * QUIET, path.toString());
  }

  /** How many modules are dark in that row from there on. */
  private static int darkFrom(io.nayuki.qrcodegen.QrCode code, int x, int y) {
    int end = x;
    while (end < code.size && code.getModule(end, y)) {
      end++;
    }
    return end - x;
  }

  /** What the picture shows: the whole of it. */
  public String viewBox() {
    return "0 0 %d %d".formatted(size, size);
  }

  /** Without the path, which is the secret in another form. */
  @Override
  public String toString() {
    return "QrCode[hidden]";
  }
}
