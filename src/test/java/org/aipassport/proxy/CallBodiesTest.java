package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.aipassport.wire.JsonBodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallBodiesTest {
  private static final String BODY = "{\"a\":1}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json5",
        "application/problem+json",
        "json",
        ";application/json",
        "application/json/x",
        "application/json, text/plain",
        "application/json; charset",
        "application/json; charset=utf-8; charset=utf-8",
        "application/json; charset=utf-8 x",
        "application/json; charset=\"utf-8",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; Charset=\"UTF-7\"",
        "application/json; charset=utf8"
      })
  void otherMediaTypeOrCharsetIsRefused(String type) {
    Refused.as(Refusal.UNSUPPORTED_MEDIA_TYPE, () -> read(type, BODY));
  }

  @Test
  void bodyWithoutMediaTypeIsRefused() {
    FakeRequest request = FakeRequest.of("POST", "/");
    Refused.as(
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        () -> JsonBodies.parse(request.servlet(), BODY.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/json ; Charset=\"Utf-8\" ;",
        "application/json; version=2"
      })
  void jsonIsRead(String type) {
    assertThat(Json.text(read(type, BODY))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{}{}", "{\"a\":1,\"a\":2}", "\ufeff{}"})
  void whatIsNoObjectIsMalformed(String text) {
    Refused.as(Refusal.MALFORMED, () -> read("application/json", text));
  }

  private static JsonObject read(String type, String text) {
    return JsonBodies.parse(
        FakeRequest.of("POST", "/").with("Content-Type", type).servlet(), text.getBytes(UTF_8));
  }
}
