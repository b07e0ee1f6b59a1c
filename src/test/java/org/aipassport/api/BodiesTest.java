package org.aipassport.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private static final int LIMIT = 64 * 1024;

  @Test
  void bodyUpTo64KibIsRead() {
    String body = "{\"a\":1}" + " ".repeat(LIMIT - 7);
    assertThat(Bodies.required(json(), bytes(body)).has("a")).isTrue();
    assertThat(Bodies.optional(json(), bytes(body)).has("a")).isTrue();
  }

  @Test
  void largerBodyIsRefused() {
    String body = "{\"a\":1}" + " ".repeat(LIMIT - 6);
    Refused.as(Refusal.TOO_LARGE, () -> Bodies.required(json(), bytes(body)));
    Refused.as(Refusal.TOO_LARGE, () -> Bodies.optional(json(), bytes(body)));
  }

  @Test
  void bodyMayBeLeftOutWhereNoneIsNeeded() {
    assertThat(Bodies.optional(FakeRequest.of("POST", "/").servlet(), bytes("")))
        .isEqualTo(JsonObject.EMPTY);
    Refused.as(Refusal.MALFORMED, () -> Bodies.required(json(), bytes("")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "", "text/json"})
  void formOrTextOfAForeignPageIsNoJson(String type) {
    var request = FakeRequest.of("POST", "/").with("Content-Type", type).servlet();
    Refused.as(Refusal.UNSUPPORTED_MEDIA_TYPE, () -> Bodies.required(request, bytes("{\"a\":1}")));
    Refused.as(Refusal.UNSUPPORTED_MEDIA_TYPE, () -> Bodies.optional(request, bytes("{\"a\":1}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "{", "{\"a\":1}x", "{\"a\":1,\"a\":1}"})
  void whatIsNoObjectIsMalformed(String body) {
    Refused.as(Refusal.MALFORMED, () -> Bodies.required(json(), bytes(body)));
    Refused.as(Refusal.MALFORMED, () -> Bodies.optional(json(), bytes(body)));
  }

  private static HttpServletRequest json() {
    return FakeRequest.of("POST", "/").with("Content-Type", "application/json").servlet();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
