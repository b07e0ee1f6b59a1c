package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.Set;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamBroken;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.ErrorCodes;
import org.aipassport.providers.EventDialect;
import org.aipassport.providers.Protocol;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.GrantViews;
import org.aipassport.support.Logged;
import org.aipassport.support.Refused;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("InputStreamSlowMultibyteRead") // short streams
class AnswerRelayTest {
  private static final String KEY = "sk-real-key-0001";
  private static final String JSON = "application/json";
  private static final String SSE = "text/event-stream";

  private final FakeResponse response = new FakeResponse();
  private final RunningCall call =
      new RunningCall(new CallId(Ids.next()), GrantViews.approvedUntil(GrantViews.NOON));
  private final Logged relayLog = new Logged(AnswerRelay.class);
  private final Logged problemLog = new Logged(UpstreamProblems.class);

  @AfterEach
  void logsHoldNoKey() {
    relayLog.close();
    problemLog.close();
    assertThat(relayLog.records())
        .allSatisfy(record -> assertThat(record.getMessage()).doesNotContain(KEY));
  }

  @Test
  void jsonIsPassedOnWholeWithItsLength() {
    String text = "{\"ü\": 1 }\n";
    assertThat(pass(new FakeExchange(200).body(JSON + "; charset=utf-8", text), false))
        .isEqualTo(CallOutcome.COMPLETED);
    assertThat(response.text()).isEqualTo(text);
    assertThat(response.header("Content-Length")).contains("11");
    assertThat(response.header("Content-Type")).contains(JSON);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 422, 429})
  void errorThatTheRequestCausedIsPassedOn(int status) {
    assertThat(
            pass(new FakeExchange(status).with("Retry-After", "7").body(JSON, "{\"e\":1}"), true))
        .isEqualTo(CallOutcome.UPSTREAM_ERROR);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo("{\"e\":1}");
    assertThat(response.header("Retry-After")).contains("7");
  }

  @ParameterizedTest
  @CsvSource({
    "301, UPSTREAM_REFUSED", "302, UPSTREAM_REFUSED", "307, UPSTREAM_REFUSED",
        "308, UPSTREAM_REFUSED",
    "401, UPSTREAM_REFUSED", "403, UPSTREAM_REFUSED", "500, UPSTREAM_FAILED",
        "502, UPSTREAM_FAILED",
    "503, UNAVAILABLE", "529, UNAVAILABLE", "504, UPSTREAM_TIMEOUT", "199, UPSTREAM_FAILED",
    "600, UPSTREAM_FAILED"
  })
  void errorThatTheRequestDidNotCauseBecomesOurs(int status, Refusal reason) {
    FakeExchange exchange =
        new FakeExchange(status).with("Location", "https://else").body(JSON, "{\"org\":\"acme\"}");
    RefusalException refusal = Refused.as(reason, () -> pass(exchange, false));
    assertThat(refusal.detail()).doesNotContain("acme", "else");
    assertThat(response.text()).isEmpty();
    assertThat(response.header("Location")).isEmpty();
    assertThat(relayLog.records()).as("a line with the request id").hasSize(1);
    assertThat(relayLog.records().get(0).getParameters()).contains(call.id());
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 203, 204, 205, 206, 226})
  void successThatIsNoAnswerIsNotPassedOn(int status) {
    Refused.as(
        Refusal.UPSTREAM_REFUSED, () -> pass(new FakeExchange(status).body(JSON, "{}"), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{\"a\":", "{}{}", "<h1>", "{\"a\":1,}", "\ufeff{}"})
  void answerThatIsNoJsonIsNotPassedOn(String text) {
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> pass(new FakeExchange(200).body(JSON, text), false));
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> pass(new FakeExchange(400).body(JSON, text), false));
    assertThat(response.text()).isEmpty();
  }

  @Test
  void overloadedUpstreamsTimeToWaitIsPassedOn() {
    Refused.as(
        Refusal.UNAVAILABLE, () -> pass(new FakeExchange(503).with("Retry-After", "9"), false));
    assertThat(response.header("Retry-After")).contains("9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", "", "application/jsonx", "application/xml"})
  void otherContentTypeIsNotPassedOn(String type) {
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> pass(new FakeExchange(200).body(type, "{}"), false));
    assertThat(response.text()).isEmpty();
  }

  @Test
  void eventsThatNobodyAskedForAreNotPassedOn() {
    Refused.as(
        Refusal.UPSTREAM_REFUSED,
        () -> pass(new FakeExchange(200).body(SSE, "data: a\n\n"), false));
  }

  @Test
  void encodedAnswerIsNotPassedOn() {
    FakeExchange exchange = new FakeExchange(200).with("Content-Encoding", "gzip").body(JSON, "{}");
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> pass(exchange, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400})
  void keyInAJsonAnswerIsWithheldWithTheAnswer(int status) {
    FakeExchange exchange = new FakeExchange(status).body(JSON, "{\"e\":\"key " + KEY + "\"}");
    RefusalException refusal = Refused.as(Refusal.UPSTREAM_REFUSED, () -> pass(exchange, false));
    assertThat(refusal.detail()).doesNotContain(KEY);
    assertThat(response.text()).isEmpty();
  }

  @Test
  void answerInAnotherEncodingIsNotPassedOn() {
    FakeExchange exchange = new FakeExchange(200).body(JSON, "\u0000{\u0000}");
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> pass(exchange, false));
  }

  @Test
  void eventsArePassedOnWithoutALength() {
    String events = "data: a\n\n: c\n\ndata: [DONE]\n\n";
    assertThat(pass(new FakeExchange(200).body(SSE, events), true))
        .isEqualTo(CallOutcome.COMPLETED);
    assertThat(response.text()).isEqualTo(events);
    assertThat(response.header("Content-Length")).isEmpty();
    assertThat(response.header("Content-Type")).contains(SSE);
    assertThat(response.header("X-Accel-Buffering")).contains("no");
  }

  @Test
  void keyInAnEventEndsTheStreamBeforeThatEvent() {
    String events = "data: a\n\ndata: " + KEY + "\n\ndata: b\n\n";
    assertThat(pass(new FakeExchange(200).body(SSE, events), true))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(response.text()).startsWith("data: a\n\ndata: {\"error\":").endsWith("}\n\n");
    assertThat(response.text()).doesNotContain(KEY, "data: b");
  }

  @Test
  void streamThatBreaksOffSaysSo() {
    assertThat(pass(new FakeExchange(200).body(SSE, broken("data: a\n\ndata: b")), true))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(response.text())
        .startsWith("data: a\n\ndata: {\"error\":")
        .contains("upstream_failed")
        .doesNotContain("data: b");
  }

  @Test
  void streamWithoutItsEndIsLogged() {
    assertThat(pass(new FakeExchange(200).body(SSE, "data: a\n\n"), true))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(problemLog.records()).as("a line with the request id").hasSize(1);
    assertThat(problemLog.records().get(0).getParameters()).contains(call.id());
  }

  @Test
  void streamThatBreaksBeforeItsFirstEventIsAPlainError() {
    Refused.as(
        Refusal.UPSTREAM_FAILED,
        () -> pass(new FakeExchange(200).body(SSE, broken("data: a")), true));
    Refused.as(
        Refusal.UPSTREAM_REFUSED,
        () -> pass(new FakeExchange(200).body(SSE, "data: " + KEY + "\n\n"), true));
    assertThat(response.text()).isEmpty();
  }

  @Test
  void streamThatIsCutSaysThatTheGrantHasEnded() {
    call.cut();
    assertThat(pass(new FakeExchange(200).body(SSE, broken("data: a\n\n")), true))
        .isEqualTo(CallOutcome.CUT);
    assertThat(response.text()).contains("grant_revoked");
  }

  @Test
  void jsonThatBreaksOffIsNotPassedOnInPart() {
    Refused.as(
        Refusal.UPSTREAM_FAILED,
        () -> pass(new FakeExchange(200).body(JSON, broken("{\"a\":")), false));
    assertThat(response.text()).isEmpty();
  }

  private CallOutcome pass(FakeExchange exchange, boolean streamWanted) {
    AnswerPlan plan =
        new AnswerPlan(
            Protocol.OPENAI,
            Set.of(AnswerKind.JSON, AnswerKind.EVENTS),
            streamWanted,
            false,
            new ErrorCodes(Set.of(), Set.of()),
            EventDialect.CHAT,
            EventDialect.CHAT.ends(),
            Relayed.HEADERS);
    CallerStream caller = new CallerStream(response.servlet(), StreamForm.of(plan));
    KeyGuard guard = new KeyGuard(Optional.of(new SecretText(KEY)));
    return new AnswerRelay(plan, call, guard, caller, Meters.none()).pass(exchange);
  }

  private static InputStream broken(String after) {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new UpstreamBroken(UpstreamFailure.Kind.BROKEN);
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(after.getBytes(UTF_8)), failing);
  }
}
