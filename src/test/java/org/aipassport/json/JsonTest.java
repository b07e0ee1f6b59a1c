package org.aipassport.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out: order, number text and code points. */
class JsonTest {
  @Test
  void whatIsWrittenIsReadAgainEqual() {
    RandomJson random = new RandomJson(1);
    for (int i = 0; i < 20_000; i++) {
      JsonValue value = random.value();
      byte[] bytes = Json.write(value);
      JsonValue again = Json.parse(bytes);
      assertThat(again.equals(value)).as(() -> new String(bytes, UTF_8)).isTrue();
      assertThat(again).hasSameHashCodeAs(value);
      assertThat(Json.write(again)).isEqualTo(bytes);
    }
  }

  @Test
  void textOfNumbersIsKept() {
    RandomJson random = new RandomJson(2);
    for (int i = 0; i < 20_000; i++) {
      String text = random.number().text();
      assertThat(rewritten("[" + text + "]")).isEqualTo("[" + text + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "-0.0",
        "0e0",
        "0E-999",
        "1.0",
        "1.50",
        "1e2",
        "1E+2",
        "1e-02",
        "1e308",
        "9223372036854775807",
        "-9223372036854775808",
        "0.12345678901234567",
        "12345678901234567.000",
        "1.000000000000000000000000000000"
      })
  void numberKeepsItsForm(String text) {
    assertThat(rewritten(text)).isEqualTo(text);
    assertThat(rewritten("{\"a\":" + text + "}")).isEqualTo("{\"a\":" + text + "}");
  }

  @Test
  void membersKeepTheirOrder() {
    String text = "{\"b\":1,\"a\":{\"z\":[],\"y\":{}},\"\":null,\"B\":true,\"0\":false}";
    assertThat(rewritten(text)).isEqualTo(text);
  }

  @Test
  void whiteSpaceIsDropped() {
    assertThat(rewritten(" \t\r\n{ \"a\" :\n[ 1 , 2 ]\t} \n")).isEqualTo("{\"a\":[1,2]}");
  }

  @Test
  void escapesBecomeTheirCharactersUnlessTheyMustStay() {
    assertThat(rewritten("\"\\u0041\\/\\u00e9\\u2028\\u007f\""))
        .isEqualTo("\"A/\u00e9\u2028\u007f\"");
    assertThat(rewritten("\"\\u0022\\u005c\\u0008\\u000C\\u000a\\u000D\\u0009\\u001F\""))
        .isEqualTo("\"\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"");
  }

  @Test
  void surrogatePairWrittenAsEscapesBecomesFourBytes() {
    assertThat(Json.write(Json.parse("\"\\ud83d\\ude00\"".getBytes(UTF_8))))
        .containsExactly('"', 0xf0, 0x9f, 0x98, 0x80, '"');
  }

  @Test
  void characterZeroIsKeptAsItsEscape() {
    JsonValue value = Json.parse("\"a\\u0000b\"".getBytes(UTF_8));
    assertThat(value).isEqualTo(new JsonString("a\0b"));
    assertThat(Json.text(value)).isEqualTo("\"a\\u0000b\"");
  }

  @Test
  void byteOrderMarkWithinAStringIsACharacter() {
    assertThat(rewritten("\"\uFEFF\"")).isEqualTo("\"\uFEFF\"");
  }

  @Test
  void compositionOfCharactersIsNotTouched() {
    String text = "[\"\u00e9\",\"e\u0301\",\"\uff4d\",\"\u212a\"]";
    assertThat(rewritten(text)).isEqualTo(text);
  }

  @Test
  void namesThatDifferOnlyInCompositionOrCaseAreTwoMembers() {
    String text = "{\"\u00e9\":1,\"e\u0301\":2,\"E\u0301\":3}";
    assertThat(rewritten(text)).isEqualTo(text);
  }

  @Test
  void everyLevelUpToTheLimitIsRead() {
    assertThat(rewritten("[".repeat(64) + "]".repeat(64))).hasSize(128);
    String objects = "{\"a\":".repeat(63) + "{}" + "}".repeat(63);
    assertThat(rewritten(objects)).isEqualTo(objects);
  }

  @Test
  void nameUpToTheLimitIsRead() {
    String text = "{\"" + "n".repeat(256) + "\":1}";
    assertThat(rewritten(text)).isEqualTo(text);
  }

  @Test
  void stringOfManyMebibytesIsRead() {
    String plain = "\"" + "x".repeat(24 << 20) + "\"";
    assertThat(rewritten(plain).equals(plain)).isTrue();
    String escaped = "\"" + "\\n\u00e9\uD83D\uDE00".repeat(1 << 20) + "\"";
    assertThat(rewritten(escaped).equals(escaped)).isTrue();
  }

  @Test
  void everyStringOfLengthAroundBufferSizesIsKept() {
    Random random = new Random(3);
    for (int length = 0; length < 9_000; length += 1 + random.nextInt(7)) {
      String text = "[\"" + "a".repeat(length) + "\\n\uD83D\uDE00\",\"" + "\\t".repeat(9) + "\"]";
      assertThat(rewritten(text).equals(text)).as("length " + length).isTrue();
    }
  }

  @Test
  void objectIsReadAsOne() {
    assertThat(Json.parseObject("{}".getBytes(UTF_8))).isEqualTo(JsonObject.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\"", "null", "true"})
  void whatIsNoObjectIsNotReadAsOne(String text) {
    assertThatThrownBy(() -> Json.parseObject(text.getBytes(UTF_8)))
        .isInstanceOf(RefusalException.class)
        .hasMessage("JSON: must be an object");
  }

  private static String rewritten(String text) {
    return Json.text(Json.parse(text.getBytes(UTF_8)));
  }
}
