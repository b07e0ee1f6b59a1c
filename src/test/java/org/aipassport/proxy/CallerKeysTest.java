package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.wire.MultipartForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerKeysTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String BODY = "{\"model\":\"a\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a\tb", "a\u0000", "\u007f", "caf\u00e9", "\u0080", "\u20ac"})
  void whatIsNoVisibleAsciiIsRefusedByTheHeadersName(String key) {
    refusedField("Idempotency-Key", () -> key(chat(key), BODY));
  }

  @Test
  void aKeyHasTwoHundredFiftyFiveSignsAtMost() {
    key(chat("k".repeat(255)), BODY);
    refusedField("Idempotency-Key", () -> key(chat("k".repeat(256)), BODY));
    key(chat("!~\"quoted\",;="), BODY);
  }

  @Test
  void withoutTheHeaderThereIsNoKey() {
    HttpServletRequest request = FakeRequest.post(CHAT, BODY).servlet();
    assertThat(CallerKeys.of(request, BODY.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void pathQueryTypeAndBodyMakeTheRequest() {
    IdempotencyKey first = key(chat("key"), BODY);
    refused(Refusal.IDEMPOTENCY_IN_PROGRESS, () -> key(chat("key"), BODY).refuseBeside(first));
    key(chat("other"), BODY).refuseBeside(first);
    isAnother(key(chat("key"), BODY + " "), first);
    isAnother(key(chat("key").query("beta=true"), BODY), first);
    isAnother(
        key(FakeRequest.post("/v1/completions", BODY).with("Idempotency-Key", "key"), BODY), first);
    FakeRequest typed =
        FakeRequest.of("POST", CHAT)
            .with("Content-Type", "application/json; charset=utf-8")
            .with("Idempotency-Key", "key");
    isAnother(key(typed, BODY), first);
  }

  /** SDKs choose a new one for each try. */
  @Test
  void theBoundaryOfAFormIsNoPartOfTheRequest() {
    IdempotencyKey first = form("b-1", "sound");
    refused(Refusal.IDEMPOTENCY_IN_PROGRESS, () -> form("boundary-2", "sound").refuseBeside(first));
    isAnother(form("b-1", "other"), first);
  }

  private static void isAnother(IdempotencyKey later, IdempotencyKey first) {
    refused(Refusal.IDEMPOTENCY_KEY_REUSED, () -> later.refuseBeside(first));
  }

  private static FakeRequest chat(String key) {
    return FakeRequest.post(CHAT, BODY).with("Idempotency-Key", key);
  }

  private static IdempotencyKey key(FakeRequest request, String body) {
    return CallerKeys.of(request.servlet(), body.getBytes(UTF_8)).orElseThrow();
  }

  private static IdempotencyKey form(String boundary, String content) {
    String type = "multipart/form-data; boundary=" + boundary;
    String body =
        "--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(boundary, content);
    FakeRequest request =
        FakeRequest.of("POST", "/v1/audio/transcriptions")
            .with("Content-Type", type)
            .with("Idempotency-Key", "key");
    return CallerKeys.of(request.servlet(), MultipartForm.parse(type, body.getBytes(UTF_8)))
        .orElseThrow();
  }
}
