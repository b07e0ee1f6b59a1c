package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.aipassport.metering.CallOutcome;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.ErrorCodes;
import org.aipassport.providers.Protocol;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorAnswerTest {
  private static final ErrorCodes CODES = new ErrorCodes(Set.of("requests"), Set.of("accounts"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI | {\"error\":{\"code\":\"C\",\"type\":\"x\"}}",
        "OPENAI | {\"error\":{\"code\":null,\"type\":\"C\"}}",
        "OPENAI | {\"object\":\"error\",\"type\":\"C\"}",
        "ANTHROPIC | {\"type\":\"error\",\"error\":{\"type\":\"C\",\"message\":\"m\"}}",
        "GOOGLE | {\"error\":{\"status\":\"C\"}}",
        "GOOGLE | [{\"error\":{\"status\":\"C\"}}]",
        "GOOGLE | {\"error\":{\"status\":\"x\",\"details\":[1,{\"reason\":\"C\"}]}}"
      })
  void codeSaysWhoseFaultItIs(Protocol protocol, String body) {
    String requests = body.replace("\"C\"", "\"requests\"");
    String accounts = body.replace("\"C\"", "\"accounts\"");
    assertPassed(protocol, 403, requests);
    assertRefused(protocol, 403, body);
    assertRefused(protocol, 403, accounts);
    assertPassed(protocol, 429, body);
    assertRefused(protocol, 429, accounts);
    assertRefused(protocol, 400, accounts);
    assertPassed(protocol, 400, requests);
    assertRefused(protocol, 401, requests);
    assertRefused(protocol, 402, requests);
  }

  private static void assertPassed(Protocol protocol, int status, String body) {
    Relayed relayed = relayed(protocol);
    assertThat(relayed.pass(new FakeExchange(status).body("application/json", body)))
        .isEqualTo(CallOutcome.UPSTREAM_ERROR);
    assertThat(relayed.response.status()).isEqualTo(status);
    assertThat(relayed.text()).isEqualTo(body);
  }

  private static void assertRefused(Protocol protocol, int status, String body) {
    Relayed relayed = relayed(protocol);
    Refused.as(
        Refusal.UPSTREAM_REFUSED,
        () -> relayed.pass(new FakeExchange(status).body("application/json", body)));
    assertThat(relayed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", ""})
  void errorThatIsNoJsonIsToldInOurWords(String type) {
    assertTold(Refusal.NOT_FOUND, 404, type);
    assertTold(Refusal.TOO_MANY, 429, type);
    assertTold(Refusal.MALFORMED, 422, type);
    assertTold(Refusal.UPSTREAM_REFUSED, 401, type);
    assertTold(Refusal.UPSTREAM_REFUSED, 403, type);
  }

  private static void assertTold(Refusal reason, int status, String type) {
    Relayed relayed = relayed(Protocol.OPENAI);
    FakeExchange exchange = new FakeExchange(status).with("retry-after", "9");
    Refused.as(reason, () -> relayed.pass(exchange.body(type, "secret page")));
    assertThat(relayed.text()).isEmpty();
    if (reason != Refusal.UPSTREAM_REFUSED) {
      assertThat(relayed.response.header("retry-after")).contains("9");
    }
  }

  @Test
  void errorThatReadsTwoWaysIsPassedOnAsItIs() {
    assertPassed(Protocol.OPENAI, 400, "{\"error\":{\"code\":\"a\",\"code\":\"b\"}}");
    assertRefused(Protocol.OPENAI, 403, "{\"error\":{\"code\":\"a\",\"code\":\"requests\"}}");
  }

  private static Relayed relayed(Protocol protocol) {
    return new Relayed(
        new AnswerPlan(
            protocol,
            Set.of(AnswerKind.JSON),
            false,
            false,
            CODES,
            Relayed.dialectOf(protocol),
            Relayed.dialectOf(protocol).ends(),
            Relayed.HEADERS));
  }
}
