package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
  private static final String BODY = "{\"a\":1}"; // 7 bytes

  @Test
  void bodyUpToTheLimitIsRead() {
    assertThat(Json.text(RequestBody.read(FakeRequest.post("/", BODY).servlet(), 7)))
        .isEqualTo(BODY);
    assertThat(Json.text(RequestBody.read(chunked(BODY).servlet(), 7))).isEqualTo(BODY);
  }

  @Test
  void bodyThatTellsALargerLengthIsNotEvenRead() {
    InputStream untouchable =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read");
          }
        };
    refused(Refusal.TOO_LARGE, FakeRequest.post("/", BODY + " ").body(untouchable), 7);
  }

  @Test
  void bodyThatTellsNoLengthIsReadOnlyUpToTheLimit() {
    refused(Refusal.TOO_LARGE, chunked(BODY + " "), 7);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }
        };
    refused(Refusal.TOO_LARGE, chunked("").body(endless), 100_000);
  }

  @Test
  void bodyThatLiesAboutItsLengthIsBoundedToo() {
    FakeRequest liar =
        FakeRequest.post("/", "{}").body(new ByteArrayInputStream((BODY + " ").getBytes(UTF_8)));
    refused(Refusal.TOO_LARGE, liar, 7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "application/json5", "application/problem+json", "json", ";application/json"
      })
  void otherMediaTypeIsRefused(String type) {
    FakeRequest request = FakeRequest.of("POST", "/").with("Content-Type", type).body(bytes(BODY));
    refused(Refusal.UNSUPPORTED_MEDIA_TYPE, request, 7);
  }

  @Test
  void bodyWithoutMediaTypeIsRefused() {
    refused(Refusal.UNSUPPORTED_MEDIA_TYPE, FakeRequest.of("POST", "/").body(bytes(BODY)), 7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "Application/JSON", "application/json; charset=utf-8"})
  void jsonIsRead(String type) {
    FakeRequest request = FakeRequest.of("POST", "/").with("Content-Type", type).body(bytes(BODY));
    assertThat(RequestBody.read(request.servlet(), 7).has("a")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{}{}", "{\"a\":1,\"a\":2}", "\ufeff{}"})
  void whatIsNoObjectIsMalformed(String text) {
    refused(Refusal.MALFORMED, chunked(text), 100);
  }

  @Test
  void bodyThatBreaksOffIsMalformed() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }
        };
    refused(Refusal.MALFORMED, chunked("").body(broken), 7);
  }

  private static FakeRequest chunked(String text) {
    return FakeRequest.of("POST", "/").with("Content-Type", "application/json").body(bytes(text));
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static void refused(Refusal reason, FakeRequest request, long limit) {
    Refused.as(reason, () -> RequestBody.read(request.servlet(), limit));
  }
}
