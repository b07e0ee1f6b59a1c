package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.metering.CallOutcome;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.EventDialect;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayAnswerTest {
  private static final String JSON = "application/json; charset=UTF-8";
  private static final String STREAM = "[{\"a\":\"]},\\\"\\\\\"}\n,\r\n{\"b\":[{}]}\n]\n";
  private static final String LAST = "{\"candidates\":[{\"finishReason\":\"STOP\"}]}";

  private final Relayed relayed =
      new Relayed(
          Relayed.plan(EventDialect.GOOGLE, false, AnswerKind.JSON, AnswerKind.JSON_STREAM));

  @Test
  void arrayIsCutBehindItsElementsHoweverItComes() throws IOException {
    for (int size = 1; size < STREAM.length(); size++) {
      int most = size;
      List<String> pieces = new ArrayList<>();
      JsonArrayReader reader =
          new JsonArrayReader(Relayed.pieces(STREAM.getBytes(UTF_8), () -> most), 1000);
      for (Optional<byte[]> p = reader.next(); p.isPresent(); p = reader.next()) {
        pieces.add(new String(p.get(), UTF_8));
      }
      assertThat(pieces)
          .containsExactly("[{\"a\":\"]},\\\"\\\\\"}", "\n,\r\n{\"b\":[{}]}", "\n]", "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[" + LAST + "]",
        " [ {},{ } , " + LAST + "\n,{}]\n",
        "[{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}]",
        "[{\"error\":{\"code\":503}}]"
      })
  void arrayIsPassedOnAsItIs(String text) {
    assertThat(relayed.pass(new FakeExchange(200).body(JSON, text)))
        .isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo(text);
    assertThat(relayed.response.header("Content-Length")).isEmpty();
    assertThat(relayed.response.header("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n,{\"b\":", "\n,", "\n,{\"b\":1}", ",{b}]", ",1]", "x", "]]", "]{}"})
  void arrayThatBreaksIsClosedByItsError(String rest) {
    String text = "[{\"a\":1}" + rest;
    assertThat(relayed.pass(new FakeExchange(200).body(JSON, Relayed.broken(text))))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(Json.isDocument(relayed.text().trim().getBytes(UTF_8))).as(relayed.text()).isTrue();
    assertThat(relayed.text()).startsWith("[{\"a\":1}");
    if (!rest.startsWith("]")) {
      assertThat(relayed.text()).contains(",{\"error\":{\"code\":502,").doesNotContain("{b}");
    }
  }

  @Test
  void arrayThatEndsCleanlyButOpenIsBroken() {
    assertThat(relayed.pass(new FakeExchange(200).body(JSON, "[{\"a\":1}\n")))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text()).startsWith("[{\"a\":1},{\"error\":").endsWith("}}]\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"a\":1}", "[1]", "[[]]", "\"x\"", "<html>", "[{a}]"})
  void whatIsNoArrayOfObjectsIsAPlainError(String text) {
    assertThat(
            Refused.as(
                text.equals("[{a}]") ? Refusal.UPSTREAM_REFUSED : Refusal.UPSTREAM_FAILED,
                () -> relayed.pass(new FakeExchange(200).body(JSON, text))))
        .isNotNull();
    assertThat(relayed.text()).isEmpty();
  }

  /** Its bracket is kept back, or there would be no room to tell it. */
  @ParameterizedTest
  @ValueSource(strings = {"[{\"a\":1}]", "[{\"candidates\":[{}]}\n]\n", STREAM})
  void arrayWithoutItsLastElementIsBroken(String text) {
    assertThat(relayed.pass(new FakeExchange(200).body(JSON, text)))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(Json.isDocument(relayed.text().trim().getBytes(UTF_8))).as(relayed.text()).isTrue();
    assertThat(relayed.text()).contains(",{\"error\":{\"code\":502,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", " [ ] \n"})
  void emptyArrayIsNoAnswer(String text) {
    Refused.as(Refusal.UPSTREAM_FAILED, () -> relayed.pass(new FakeExchange(200).body(JSON, text)));
  }

  @Test
  void keySplitOverElementsDoesNotGetThrough() {
    String key = Relayed.KEY;
    String text =
        "[{\"t\":\"x\"},{\"t\":\""
            + key.substring(0, 9)
            + "\"},{\"t\":\""
            + key.substring(9)
            + "\"}]";
    assertThat(relayed.pass(new FakeExchange(200).body(JSON, text)))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text()).doesNotContain(key.substring(0, 8)).contains("\"error\"");
  }

  @Test
  void endlessElementIsCutOff() {
    byte[] big = ("[{\"a\":\"" + "x".repeat(9_000_000)).getBytes(UTF_8);
    Refused.as(
        Refusal.UPSTREAM_FAILED,
        () -> relayed.pass(new FakeExchange(200).body(JSON, new ByteArrayInputStream(big))));
  }
}
