package org.aipassport.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTokensTest {
  @Test
  void tokensStandWhereTheyStand() {
    assertThat(walk(" {\"a\\\"\" : [1.5,true] ,\"\":{}}\n"))
        .isEqualTo("{|\"a\\\"|:|[|v1.5|,|vtrue|]|,|\"|:|{|}|}|");
  }

  @Test
  void tokenIsComparedWithText() {
    JsonTokens tokens = new JsonTokens("\"usage\"".getBytes(ISO_8859_1), 0, 7);
    assertThat(tokens.next()).isEqualTo(JsonTokens.STRING);
    assertThat(tokens.is("usage")).isTrue();
    assertThat(tokens.is("usagf")).isFalse();
    assertThat(tokens.is("usag")).isFalse();
  }

  @Test
  void whateverTheBytesAreItEndsInItsPart() {
    Random random = new Random(3);
    String letters = "{}[]:,\"\\ a1\n\u00ff\u0000";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      byte[] bytes = (text + "\"rest").getBytes(ISO_8859_1);
      JsonTokens tokens = new JsonTokens(bytes, 0, text.length());
      int count = 0;
      while (tokens.next() != JsonTokens.END) {
        assertThat(tokens.start()).isBetween(0, text.length());
        assertThat(tokens.end()).isBetween(tokens.start(), text.length());
        assertThat(count++).isLessThanOrEqualTo(text.length());
      }
    }
  }

  private static String walk(String json) {
    byte[] bytes = json.getBytes(ISO_8859_1);
    JsonTokens tokens = new JsonTokens(bytes, 0, bytes.length);
    StringBuilder seen = new StringBuilder();
    for (int kind = tokens.next(); kind != JsonTokens.END; kind = tokens.next()) {
      seen.append((char) kind);
      if (kind == JsonTokens.STRING || kind == JsonTokens.SCALAR) {
        seen.append(json, tokens.start(), tokens.end());
      }
      seen.append('|');
    }
    return seen.toString();
  }
}
