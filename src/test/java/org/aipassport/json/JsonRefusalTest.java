package org.aipassport.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.json.MalformedJsonTest.assertMalformed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.stream.Stream;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a refusal of JSON tells: the place, never a value. */
class JsonRefusalTest {
  @Test
  void placeIsNamed() {
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\n  \"b\":1e400}".getBytes(UTF_8)))
        .hasMessage("JSON: a number beyond the range of a double at line 2, column 7");
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\n \"a\":2}".getBytes(UTF_8)))
        .hasMessage("JSON: member a is there twice at line 2, column 2");
    assertThatThrownBy(() -> Json.parse("[1,\n2 3]".getBytes(UTF_8)))
        .hasMessageStartingWith("JSON: not well-formed near line 2, column ");
    assertThatThrownBy(() -> Json.parse(new byte[] {'"', 'a', (byte) 0xff, '"'}))
        .hasMessage("JSON: not UTF-8 at byte 2");
    assertThatThrownBy(() -> Json.parse("\uFEFF{}".getBytes(UTF_8)))
        .hasMessage("JSON: begins with a byte order mark");
    assertThatThrownBy(() -> Json.parse("[[".repeat(33).getBytes(UTF_8)))
        .hasMessageStartingWith("JSON: more than 64 levels, ")
        .hasMessageContaining(" near line 1, column 66");
  }

  @ParameterizedTest
  @MethodSource("leaks")
  void valueNeverGetsIntoTheMessage(String text) {
    RefusalException refusal = assertMalformed(text.getBytes(UTF_8));
    assertThat(refusal).hasNoCause();
    assertThat(refusal.detail()).doesNotContain("hunter");
  }

  static Stream<String> leaks() {
    return Stream.of(
        "hunter2",
        "{\"key\":hunter2}",
        "{\"key\":\"hunter2\" \"x\"}",
        "{\"key\":\"hunter2",
        "[\"hunter2\\ud83d\"]",
        "{\"key\":\"hunter2\",\"key\":\"hunter2\"}",
        "\"hunter2\\q\"",
        "\"hunter2\n\"");
  }

  @Test
  void nameInTheMessageIsShortAndPrintable() {
    String name = "a\\u0000\\r\\n\\u001b\u202e\u00e9" + "n".repeat(200);
    RefusalException refusal =
        assertMalformed(("{\"" + name + "\":1,\"" + name + "\":2}").getBytes(UTF_8));
    assertThat(refusal.detail())
        .startsWith("JSON: member a??????" + "n".repeat(57) + "... is there twice");
  }

  @Test
  void faultOfTheLibraryIsMalformed() throws IOException {
    RuntimeException fault = new ArrayIndexOutOfBoundsException("hunter2");
    try (JsonParserDelegate broken = failing(fault)) {
      RefusalException refusal =
          catchThrowableOfType(RefusalException.class, () -> new StrictParser(broken).document());
      assertThat(refusal.reason()).isEqualTo(Refusal.MALFORMED);
      assertThat(refusal.detail()).doesNotContain("hunter");
      assertThat(refusal).hasNoCause();
    }
  }

  private static JsonParserDelegate failing(RuntimeException fault) throws IOException {
    return new JsonParserDelegate(new JsonFactory().createParser("[]")) {
      @Override
      public JsonToken nextToken() {
        throw fault;
      }
    };
  }
}
