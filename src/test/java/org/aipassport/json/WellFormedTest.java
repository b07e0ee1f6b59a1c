package org.aipassport.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WellFormedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [1, 2.50e3, true, null, \"ü😀\\ud83d\"]\n",
        "\"text\"",
        "0",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":[[[{}]]]}}"
      })
  void documentIsOne(String text) {
    assertThat(Json.isDocument(text.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}{}",
        "{} x",
        "[1,]",
        "{\"a\"}",
        "{'a':1}",
        "NaN",
        "01",
        "\"\u0001\"",
        "\"\\x\"",
        "// c\n{}",
        "\ufeff{}",
        "<html>",
        "]"
      })
  void otherTextIsNone(String text) {
    assertThat(Json.isDocument(text.getBytes(UTF_8))).isFalse();
  }

  @Test
  void otherEncodingsAreNone() {
    assertThat(Json.isDocument("{\"a\":1}".getBytes(UTF_16BE))).isFalse();
    assertThat(Json.isDocument(new byte[] {'"', (byte) 0xc3, '"'})).isFalse();
    assertThat(Json.isDocument(new byte[] {'1', 0, 0, 0})).isFalse();
  }

  @Test
  void depthIsBounded() {
    assertThat(Json.isDocument(("[".repeat(1_000) + "]".repeat(1_000)).getBytes(UTF_8))).isTrue();
    assertThat(Json.isDocument(("[".repeat(1_001) + "]".repeat(1_001)).getBytes(UTF_8))).isFalse();
  }

  @Test
  void longValuesAreOrdinary() {
    String image = "A".repeat(30_000_000);
    assertThat(Json.isDocument(("{\"b64_json\":\"" + image + "\"}").getBytes(UTF_8))).isTrue();
    assertThat(Json.isDocument(("[" + "1".repeat(5_000) + "]").getBytes(UTF_8))).isTrue();
  }

  @Test
  void partMayBeOne() {
    assertThat(Json.isDocument(",{}".getBytes(UTF_8), 1, 3)).isTrue();
    assertThat(Json.isDocument(",{}".getBytes(UTF_8), 0, 3)).isFalse();
  }
}
