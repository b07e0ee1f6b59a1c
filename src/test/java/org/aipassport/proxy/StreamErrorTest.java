package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.EventDialect;
import org.aipassport.support.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StreamErrorTest {
  private final RefusalException broken =
      new RefusalException(Refusal.UPSTREAM_FAILED, "The provider’s \"answer\"\nbroke off.");

  @ParameterizedTest
  @EnumSource(EventDialect.class)
  void eventIsThatOfTheGoldenFile(EventDialect dialect) {
    String file = "stream-error/" + dialect.name().toLowerCase(Locale.ROOT) + ".txt";
    assertThat(new String(StreamError.event(dialect, broken, 7), UTF_8))
        .isEqualTo(Golden.text(file));
  }

  @ParameterizedTest
  @EnumSource(EventDialect.class)
  void eventIsOneWhateverItsTextHolds(EventDialect dialect) throws IOException {
    RefusalException nasty =
        new RefusalException(Refusal.UPSTREAM_FAILED, "a\n\ndata: [DONE]\r\n\r\nb");
    byte[] event = StreamError.event(dialect, nasty, 0);
    EventReader reader = new EventReader(new ByteArrayInputStream(event), 10_000);
    assertThat(reader.next()).contains(event);
    assertThat(reader.next()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(EventDialect.class)
  void endOfTheGrantIsToldAsSuch(EventDialect dialect) {
    RefusalException ended =
        new RefusalException(Refusal.CREDENTIALS_INVALID, "grant_revoked: over.");
    assertThat(new String(StreamError.event(dialect, ended, 0), UTF_8))
        .contains("grant_revoked")
        .containsAnyOf("authentication_error", "UNAUTHENTICATED", "credentials_invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, overloaded_error",
    "UPSTREAM_TIMEOUT, timeout_error",
    "UPSTREAM_FAILED, api_error",
    "INTERNAL, api_error",
    "CREDENTIALS_INVALID, authentication_error",
    "TOO_MANY, rate_limit_error"
  })
  void anthropicsTypeFollowsTheStatus(Refusal reason, String type) {
    byte[] event = StreamError.event(EventDialect.ANTHROPIC, new RefusalException(reason, "x"), 0);
    assertThat(new String(event, UTF_8)).contains("{\"type\":\"" + type + "\"");
  }

  /**
   * As in a refusal before the stream: who is refused money in the middle of it learns the same.
   */
  @ParameterizedTest
  @CsvSource({
    "CHAT, insufficient_quota",
    "OPENAI_TYPED, insufficient_quota",
    "RESPONSES, budget_exhausted",
    "ANTHROPIC, billing_error",
    "GOOGLE, RESOURCE_EXHAUSTED"
  })
  void figuresAreTold(EventDialect dialect, String kind) {
    RefusalException dear =
        RefusalException.withFacts(
            Refusal.BUDGET_EXHAUSTED, "x", Map.of("required_usd", "5", "approval_url", "http://b"));
    assertThat(new String(StreamError.event(dialect, dear, 7), UTF_8))
        .contains(kind, "\"required_usd\":\"5\"", "\"approval_url\":\"http://b\"");
  }

  @Test
  void upstreamsErrorKeepsItsWords() {
    JsonObject body =
        Json.parseObject(
            "{\"error\":{\"message\":\"no\\nsuch\",\"type\":\"t\",\"code\":\"c\"}}"
                .getBytes(UTF_8));
    assertThat(new String(StreamError.event(EventDialect.CHAT, body, 404, 0), UTF_8))
        .isEqualTo("data: " + Json.text(body) + "\n\n");
    assertThat(new String(StreamError.event(EventDialect.RESPONSES, body, 404, 3), UTF_8))
        .isEqualTo(
            "event: error\ndata: {\"type\":\"error\",\"code\":\"c\",\"message\":\"no\\nsuch\","
                + "\"param\":null,\"sequence_number\":3}\n\n");
    assertThat(
            new String(StreamError.event(EventDialect.RESPONSES, JsonObject.EMPTY, 404, 3), UTF_8))
        .contains("\"code\":null", "404");
  }
}
