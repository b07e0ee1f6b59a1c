package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.api.Test;

/** Arbitrary forms, and forms that something happened to; the seeds are fixed. */
class MultipartFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final String SIGNS = "ab-\r\n\":;=%22é\u2028 \t*'/";
  private static final String[] BITS = {
    "\r\n--",
    "--",
    "\r\n\r\n",
    "\n",
    "aipassport-",
    "Content-Disposition: form-data; name=\"a\"",
    "\r\nContent-Type: multipart/mixed",
    ";",
    "\"",
    "\\",
    "=",
    "; filename*=utf-8''",
    "\u0000"
  };

  @Test
  void whatIsWrittenIsReadAsItWas() {
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      MultipartForm form = form(random);
      EncodedForm written = form.write();
      MultipartForm read = MultipartForm.parse(written.contentType(), written.body());
      assertThat(read).as("round %s", i).isEqualTo(form);
      assertThat(read.write().body()).isEqualTo(written.body());
    }
  }

  @Test
  void whatIsBrokenIsRefusedOrLeavesWell() {
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      EncodedForm written = form(random).write();
      byte[] broken = broken(random, written);
      try {
        MultipartForm read = MultipartForm.parse(written.contentType(), broken);
        EncodedForm again = read.write();
        assertThat(MultipartForm.parse(again.contentType(), again.body())).isEqualTo(read);
      } catch (RefusalException e) {
        assertThat(e.detail()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @Test
  void worstBodyIsReadInLinearTime() {
    byte[] body = new byte[16 * 1024 * 1024];
    String boundary = "-".repeat(69);
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i % 72 == 0 ? '\n' : '-');
    }
    byte[] head = ("--" + boundary + "\r\n" + GivenForm.NAME + "\r\n\r\n").getBytes();
    System.arraycopy(head, 0, body, 0, head.length);
    long start = System.nanoTime();
    try {
      MultipartForm unused = MultipartForm.parse("multipart/form-data; boundary=" + boundary, body);
    } catch (RefusalException e) {
      assertThat(e.detail()).contains("boundary");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static MultipartForm form(Random random) {
    List<FormPart> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      parts.add(
          new FormPart(
              "n" + text(random),
              random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
              random.nextBoolean() ? Optional.of("Text/x-y; Q=\"a; b\"") : Optional.empty(),
              content(random)));
    }
    return new MultipartForm(parts);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
      text.append(sign == '\t' ? 'x' : sign);
    }
    return text.toString();
  }

  private static ByteBuffer content(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : "\r\n-".charAt(random.nextInt(3)));
    }
    return ByteBuffer.wrap(bytes);
  }

  /** Bytes changed, left out, put in; often something that means something. */
  private static byte[] broken(Random random, EncodedForm written) {
    StringBuilder body = new StringBuilder();
    for (byte one : written.body()) {
      body.append((char) (one & 0xff));
    }
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int at = random.nextInt(body.length());
      switch (random.nextInt(5)) {
        case 0 -> body.setCharAt(at, (char) random.nextInt(256));
        case 1 -> body.deleteCharAt(at);
        case 2 -> body.insert(at, BITS[random.nextInt(BITS.length)]);
        case 3 -> body.insert(at, written.contentType().split("boundary=")[1]);
        default -> body.append(body.substring(at));
      }
    }
    byte[] bytes = new byte[body.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) body.charAt(i);
    }
    return bytes;
  }
}
