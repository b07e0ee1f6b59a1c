package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyGuardTest {
  private static final String KEY = "sk-ssk-sk-real";
  private final KeyGuard guard = new KeyGuard(Optional.of(new SecretText(KEY)));

  @Test
  void keyIsFoundAtEveryOffset() {
    for (int before = 0; before <= 40; before++) {
      for (int after = 0; after <= 3; after++) {
        assertThat(guard.finds("s".repeat(before) + KEY + "k".repeat(after))).isTrue();
      }
    }
  }

  @Test
  void keyIsFoundBehindBeginningsOfItself() {
    for (int part = 0; part < KEY.length(); part++) {
      assertThat(guard.finds(KEY.substring(0, part) + KEY)).isTrue();
      assertThat(guard.finds(("ü" + KEY.substring(0, part) + KEY).getBytes(UTF_8))).isTrue();
    }
  }

  @Test
  void partOfTheKeyIsNotTheKey() {
    for (int i = 0; i < KEY.length(); i++) {
      assertThat(guard.finds(KEY.substring(0, i))).isFalse();
      assertThat(guard.finds(KEY.substring(0, i) + "_" + KEY.substring(i + 1))).isFalse();
    }
    assertThat(guard.finds(KEY.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(guard.finds("")).isFalse();
  }

  @Test
  void keyIsFoundBehindJsonsEscapes() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < KEY.length(); i++) {
      String escape = String.format(Locale.ROOT, "\\u%04x", (int) KEY.charAt(i));
      all.append(escape);
      assertThat(guard.finds("\"" + KEY.substring(0, i) + escape + KEY.substring(i + 1) + "\""))
          .isTrue();
    }
    assertThat(guard.finds("{\"a\":\"\\n" + all + "\"}")).isTrue();
    assertThat(guard.finds("\\u00" + KEY)).isTrue();
    KeyGuard slash = new KeyGuard(Optional.of(new SecretText("abc/def/ghi")));
    assertThat(slash.finds("\"abc\\/def\\/ghi\"")).isTrue();
  }

  @Test
  @Timeout(20)
  void timeIsThatOfTheLengthHoweverManyBackslashesThereAre() {
    String escaped = "u0073" + "\\".repeat(200);
    for (String piece :
        new String[] {"\\", "\\".repeat(200) + escaped, "\\u0073", "s", "%", "sk-"}) {
      assertThat(guard.finds(piece.repeat(8_000_000 / piece.length()))).isFalse();
    }
    assertThat(guard.finds("\\".repeat(1_000_000) + KEY)).isTrue();
  }

  @Test
  void escapesOfEscapesAreRead() {
    for (int times = 1; times <= 8; times++) {
      String before = "\\".repeat(1 << (times - 1));
      assertThat(guard.finds(KEY.replace("s", before + "u0073"))).as("%s times", times).isTrue();
    }
  }

  @Test
  void escapesOfOtherTextAreNotTheKey() {
    assertThat(guard.finds("\\u0073k\\u\\uzzzz\\")).isFalse();
  }

  @Test
  void keyTooShortToBeOneIsNotLookedFor() {
    assertThat(new KeyGuard(Optional.of(new SecretText("none"))).finds("none")).isFalse();
  }

  @Test
  void withoutKeyNothingIsFound() {
    KeyGuard none = new KeyGuard(Optional.empty());
    assertThat(none.finds("")).isFalse();
    assertThat(none.finds("text")).isFalse();
    assertThat(new KeyGuard(Optional.of(new SecretText(""))).finds("text")).isFalse();
  }
}
