package org.aipassport.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: a value that is written stably, or MALFORMED. */
class JsonFuzzTest {
  private static final byte[] JSON_BYTES =
      "{}[]\":,\\/ubfnrtd8cDe+-.0123456789 \n\t\0truefalsnu'#*NI\u00e9\u4e00\uD83D\uDE00\uFEFF"
          .getBytes(UTF_8);

  @Test
  void randomBytesNeverEscapeAsAnythingElse() {
    Random random = new Random(4);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      isReadOrRefused(bytes);
    }
  }

  @Test
  void bytesOfJsonInAnyOrderNeverEscapeAsAnythingElse() {
    Random random = new Random(5);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = JSON_BYTES[random.nextInt(JSON_BYTES.length)];
      }
      read += isReadOrRefused(bytes) ? 1 : 0;
    }
    assertThat(read).isGreaterThan(500);
  }

  @Test
  void damagedDocumentsNeverEscapeAsAnythingElse() {
    Random random = new Random(6);
    RandomJson documents = new RandomJson(6);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = Json.write(documents.value());
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        bytes = damaged(bytes, random);
      }
      read += isReadOrRefused(bytes) ? 1 : 0;
    }
    assertThat(read).isBetween(500, 49_500);
  }

  /** The table of well-formed byte sequences of the Unicode Standard (RFC 3629 section 4). */
  @Test
  void everySequenceOfBoundaryBytesIsReadExactlyIfItIsUtf8() {
    byte[] boundaries = HexFormat.of().parseHex("61808f909fa0bfc1c2dfe0e1ecedeff0f3f4f5ff");
    int all = boundaries.length * boundaries.length * boundaries.length * boundaries.length;
    for (int i = 0; i < all; i++) {
      byte[] document = {'"', 0, 0, 0, 0, '"'};
      for (int at = 1, rest = i; at <= 4; at++, rest /= boundaries.length) {
        document[at] = boundaries[rest % boundaries.length];
      }
      boolean read = isReadOrRefused(document);
      if (read != isUtf8(document)) {
        throw new AssertionError(HexFormat.of().formatHex(document));
      }
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      int length = sequence(bytes, at);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The length of the well-formed sequence at this place, 0 if there is none. */
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first <= 0x7f) {
      return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
      return within(bytes, at + 1, 0x80, 0xbf) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
      boolean second =
          within(bytes, at + 1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
      return second && within(bytes, at + 2, 0x80, 0xbf) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
      boolean second =
          within(bytes, at + 1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
      return second && within(bytes, at + 2, 0x80, 0xbf) && within(bytes, at + 3, 0x80, 0xbf)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean within(byte[] bytes, int at, int from, int to) {
    return at < bytes.length && (bytes[at] & 0xff) >= from && (bytes[at] & 0xff) <= to;
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    byte some = JSON_BYTES[random.nextInt(JSON_BYTES.length)];
    byte[] damaged = Arrays.copyOf(bytes, bytes.length + 1);
    System.arraycopy(bytes, at, damaged, at + 1, bytes.length - at);
    damaged[at] = some;
    return switch (random.nextInt(3)) {
      case 0 -> damaged;
      case 1 -> Arrays.copyOf(bytes, at);
      default -> {
        byte[] replaced = bytes.clone();
        if (at < replaced.length) {
          replaced[at] = some;
        }
        yield replaced;
      }
    };
  }

  private static boolean isReadOrRefused(byte[] bytes) {
    JsonValue value;
    try {
      value = Json.parse(bytes);
    } catch (RefusalException e) {
      if (e.reason() != Refusal.MALFORMED) {
        throw new AssertionError(HexFormat.of().formatHex(bytes), e);
      }
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(HexFormat.of().formatHex(bytes), e);
    }
    byte[] written = Json.write(value);
    JsonValue again = Json.parse(written);
    if (!again.equals(value) || !Arrays.equals(Json.write(again), written)) {
      throw new AssertionError(HexFormat.of().formatHex(bytes));
    }
    return true;
  }
}
