package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.EventDialect;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("InputStreamSlowMultibyteRead") // short streams
class EventsAnswerTest {
  private static final String SSE = "text/event-stream";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHAT | data: [DONE]",
        "CHAT | data:[DONE]",
        "CHAT | data: {\"error\":{\"message\":\"x\"}}",
        "RESPONSES | event: response.completed~data: {}",
        "RESPONSES | event: response.failed~data: {}",
        "RESPONSES | event: response.incomplete~data: {}",
        "RESPONSES | event: error~data: {}",
        "RESPONSES | data: {\"type\":\"response.completed\"}",
        "ANTHROPIC | event: message_stop~data: {}",
        "ANTHROPIC | event: error~data: {}",
        "CHAT | data: {\"id\":1,\"error\":\"x\"}",
        "CHAT | data: {\"error\":~data: {\"message\":\"x\"}}",
        "GOOGLE | data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}",
        "GOOGLE | data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}",
        "GOOGLE | data: {\"error\":{\"code\":503}}",
        "OPENAI_TYPED | event: speech.audio.done~data: {}",
        "OPENAI_TYPED | data: {\"usage\":{\"a\":[1]},\"type\":\"transcript.text.done\"}",
        "OPENAI_TYPED | event: image_generation.completed~data: {}",
        "OPENAI_TYPED | data: [DONE]",
        "OPENAI_TYPED | event: error~data: {}"
      })
  void streamWithItsEndIsPassedOnAsItIs(EventDialect dialect, String last) {
    String text = "data: {\"a\":1}\n\n" + last.replace('~', '\n') + "\n\n";
    Relayed relayed = Relayed.events(dialect);
    assertThat(relayed.pass(events(text))).isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT, data: {\"error\":",
    "RESPONSES, event: error~data: {\"type\":\"error\"",
    "ANTHROPIC, event: error~data: {\"type\":\"error\"",
    "GOOGLE, data: {\"error\":{\"code\":502",
    "OPENAI_TYPED, data: {\"error\":"
  })
  void streamThatEndsCleanlyWithoutItsEndSaysSo(EventDialect dialect, String error) {
    String text = "event: x\ndata: {\"type\":\"x\"}\n\n: [DONE]\n\ndata: {\"a\":\"[DONE]\"}\n\n";
    Relayed relayed = Relayed.events(dialect);
    assertThat(relayed.pass(events(text))).isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text()).startsWith(text + error.replace('~', '\n')).endsWith("}\n\n");
  }

  /** It looks like the end that it is not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHAT | {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"x\"}}]}",
        "CHAT | {\"error\":{},\"choices\":[]}",
        "CHAT | { \"error\":\"\"}",
        "CHAT | {\"choices\":[{\"error\":{\"message\":\"x\"}}]}",
        "CHAT | {\"error\"",
        "RESPONSES | {\"response\":{\"type\":\"response.completed\"}}",
        "RESPONSES | {\"type\":\"response.created\",\"response\":{\"error\":{\"x\":1}}}",
        "GOOGLE | {\"candidates\":[{\"finishReason\":null}]}",
        "GOOGLE | {\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}",
        "GOOGLE | {\"promptFeedback\":{}}",
        "GOOGLE | {\"usageMetadata\":{\"finishReason\":\"STOP\"}}",
        "GOOGLE | {\"candidates\":[{\"finishReason\":\"STOP\"},{\"index\":1}]}",
        "OPENAI_TYPED | {\"type\":\"transcript.text.delta\"}",
        "OPENAI_TYPED | {\"type\":\"image_generation.partial_image\"}"
      })
  void eventThatIsNoEndDoesNotHideABreak(EventDialect dialect, String data) {
    String text = "data: " + data + "\n\n";
    Relayed relayed = Relayed.events(dialect);
    assertThat(relayed.pass(events(text))).isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text()).startsWith(text).hasSizeGreaterThan(text.length()).contains("error");
  }

  @Test
  void eachOfGooglesCandidatesHasItsEnd() {
    String both = "data: {\"candidates\":[{\"index\":0},{\"index\":1}]}\n\n";
    String first = "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}\n\n";
    String second = "data: {\"candidates\":[{\"index\":1,\"finishReason\":\"STOP\"}]}\n\n";
    assertThat(Relayed.events(EventDialect.GOOGLE).pass(events(both + first)))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(Relayed.events(EventDialect.GOOGLE).pass(events(both + second + first)))
        .isEqualTo(CallOutcome.COMPLETED);
  }

  @ParameterizedTest
  @EnumSource
  void streamWithoutAnyEventIsNoAnswer(EventDialect dialect) {
    Relayed relayed = Relayed.events(dialect);
    Refused.as(Refusal.UPSTREAM_FAILED, () -> relayed.pass(events("")));
  }

  @Test
  void deepDataIsReadWithoutHarm() {
    Relayed relayed = Relayed.events(EventDialect.GOOGLE);
    String deep = "data: {\"candidates\":" + "[".repeat(1_000_000) + "\n\n";
    assertThat(relayed.pass(events(deep))).isEqualTo(CallOutcome.UPSTREAM_FAILED);
  }

  @ParameterizedTest
  @CsvSource({"data: [DONE], '\n\n'", "'data: [DONE]\n', '\n'", "'data: [DONE]\r\n', '\n'"})
  void chatsEndMayLackItsLineFeeds(String last, String added) {
    String text = "data: {}\n\n" + last;
    Relayed relayed = Relayed.events(EventDialect.CHAT);
    assertThat(relayed.pass(events(text))).isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo(text + added);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: [DON", "data: {}", "data: {}\n", "data: [DONE]x", ": [DONE]"})
  void otherUnfinishedEventIsABreak(String rest) {
    Relayed relayed = Relayed.events(EventDialect.CHAT);
    assertThat(relayed.pass(events("data: {}\n\n" + rest))).isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text()).startsWith("data: {}\n\ndata: {\"error\":");
  }

  @Test
  void whatBreaksBehindTheEndIsNoBreak() {
    String text = "data: {}\n\ndata: [DONE]\n\n";
    for (InputStream body :
        new InputStream[] {
          Relayed.broken(text), new ByteArrayInputStream((text + "da").getBytes(UTF_8))
        }) {
      Relayed relayed = Relayed.events(EventDialect.CHAT);
      assertThat(relayed.pass(new FakeExchange(200).body(SSE, body)))
          .isEqualTo(CallOutcome.COMPLETED);
      assertThat(relayed.text()).isEqualTo(text);
    }
  }

  @Test
  void errorOfResponsesGoesOnCounting() {
    String text =
        "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":41}\n\n";
    Relayed relayed = Relayed.events(EventDialect.RESPONSES);
    relayed.pass(events(text));
    assertThat(relayed.text())
        .startsWith(text + "event: error\n")
        .contains("\"sequence_number\":42}");
  }

  @Test
  void endlessLineIsCutOff() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    Relayed relayed = Relayed.events(EventDialect.CHAT);
    Refused.as(
        Refusal.UPSTREAM_FAILED, () -> relayed.pass(new FakeExchange(200).body(SSE, endless)));
  }

  @Test
  void imagesOfSeveralMegabytesPassInOneEvent() {
    String text = "event: image_generation.completed\ndata: " + "A".repeat(7_000_000) + "\n\n";
    Relayed relayed = Relayed.events(EventDialect.OPENAI_TYPED);
    assertThat(relayed.pass(events(text))).isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo(text);
  }

  @Test
  void usageThatOnlyTheBrokerWantedIsStripped() {
    AnswerPlan plan = Relayed.plan(EventDialect.CHAT, true, AnswerKind.JSON, AnswerKind.EVENTS);
    Relayed relayed = new Relayed(plan);
    relayed.pass(
        events(
            "data: {\"id\":1,\"usage\":null}\n\ndata: {\"choices\":[],\"usage\":{\"a\":1}}\n\n"
                + "data: [DONE]\n\n"));
    assertThat(relayed.text()).isEqualTo("data: {\"id\":1}\n\ndata: [DONE]\n\n");
  }

  @Test
  void errorOfTheUpstreamIsToldInBandOnceAStreamHasBegun() {
    Relayed relayed = Relayed.events(EventDialect.CHAT);
    relayed.caller.signOfLife();
    String error = "{\"error\":{\"message\":\"too long\",\"code\":\"context\"}}";
    assertThat(relayed.pass(new FakeExchange(400).body("application/json", error)))
        .isEqualTo(CallOutcome.UPSTREAM_ERROR);
    assertThat(relayed.text()).isEqualTo(": keep-alive\n\ndata: " + error + "\n\n");
    assertThat(relayed.response.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 500, 503})
  void faultIsToldInBandOnceAStreamHasBegun(int status) {
    Relayed relayed = Relayed.events(EventDialect.ANTHROPIC);
    relayed.caller.signOfLife();
    assertThat(relayed.pass(new FakeExchange(status).body("application/json", "{}")))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text())
        .startsWith(": keep-alive\n\nevent: error\ndata: {\"type\":\"error\"");
  }

  @Test
  void documentDoesNotFollowABegunStream() {
    Relayed relayed = Relayed.events(EventDialect.CHAT);
    relayed.caller.signOfLife();
    relayed.pass(new FakeExchange(200).body("application/json", "{\"doc\":1}"));
    assertThat(relayed.text())
        .startsWith(": keep-alive\n\ndata: {\"error\":")
        .doesNotContain("doc\"");
  }

  private static UpstreamExchange events(String text) {
    return new FakeExchange(200).body(SSE, text);
  }
}
