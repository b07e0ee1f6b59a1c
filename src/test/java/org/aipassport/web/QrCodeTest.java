package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrCodeTest {
  private static final Pattern RUN = Pattern.compile("M(\\d+),(\\d+)h(\\d+)v1h-(\\d+)z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "otpauth://totp/AIPassport:me?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=AIPassport"
            + "&algorithm=SHA1&digits=6&period=30",
        "otpauth://totp/AIPassport:a-name-of-sixty-four-characters-0123456789-0123456789-01234567"
            + "?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=AIPassport&algorithm=SHA1"
      })
  void theDrawingHasTheModulesOfTheCodeAndAQuietZone(String text) {
    QrCode drawn = QrCode.of(new SecretText(text));
    io.nayuki.qrcodegen.QrCode code =
        io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    assertThat(drawn.size()).isEqualTo(code.size + 8);
    assertThat(drawn.viewBox()).isEqualTo("0 0 " + drawn.size() + " " + drawn.size());
    boolean[][] dark = dark(drawn);
    for (int y = 0; y < drawn.size(); y++) {
      for (int x = 0; x < drawn.size(); x++) {
        // outside of the code, getModule says light
        assertThat(dark[y][x]).as("%d,%d", x, y).isEqualTo(code.getModule(x - 4, y - 4));
      }
    }
  }

  /** What a browser paints, by the path alone. */
  private static boolean[][] dark(QrCode drawn) {
    boolean[][] dark = new boolean[drawn.size()][drawn.size()];
    Matcher runs = RUN.matcher(drawn.path());
    int end = 0;
    while (runs.find()) {
      assertThat(runs.start()).isEqualTo(end);
      end = runs.end();
      assertThat(runs.group(4)).isEqualTo(runs.group(3));
      int x = Integer.parseInt(runs.group(1));
      for (int i = 0; i < Integer.parseInt(runs.group(3)); i++) {
        dark[Integer.parseInt(runs.group(2))][x + i] = true;
      }
    }
    assertThat(end).isEqualTo(drawn.path().length());
    return dark;
  }

  @Test
  void theDrawingIsNotWrittenIntoLogs() {
    QrCode drawn = QrCode.of(new SecretText("otpauth://totp/x"));
    assertThat(drawn.toString()).doesNotContain(drawn.path());
  }
}
