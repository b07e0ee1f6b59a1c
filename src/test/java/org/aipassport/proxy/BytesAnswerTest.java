package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Base64;
import org.aipassport.metering.CallOutcome;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesAnswerTest {
  private static final int WHOLE = 8 * 1024 * 1024;
  private final Relayed relayed = Relayed.of(AnswerKind.BYTES, AnswerKind.TEXT, AnswerKind.JSON);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audio/mpeg",
        "audio/pcm;rate=24000;channels=1",
        "audio/L16; rate=24000",
        "image/png",
        "application/octet-stream"
      })
  void bytesArePassedOnWholeWithTheirType(String type) {
    assertThat(relayed.pass(new FakeExchange(200).body(type, "\u0000bytes")))
        .isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo("\u0000bytes");
    assertThat(relayed.response.header("Content-Length")).contains("6");
    assertThat(relayed.response.header("Content-Type").orElseThrow()).isEqualToIgnoringCase(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/svg+xml",
        "text/html",
        "video/mp4",
        "audio",
        "audio/",
        "application/xml",
        "text/event-stream",
        "multipart/mixed"
      })
  void otherTypesAreNotPassedOn(String type) {
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> relayed.pass(new FakeExchange(200).body(type, "x")));
    assertThat(relayed.text()).isEmpty();
  }

  @Test
  void parametersThatAreNotSaneAreLeftOut() {
    relayed.pass(new FakeExchange(200).body("audio/mpeg; x=\"a\r\nSet-Cookie: b\"", "x"));
    assertThat(relayed.response.header("Content-Type")).contains("audio/mpeg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5"})
  void keyInTheContentTypeIsWithheld(String length) {
    String key = Base64.getUrlEncoder().encodeToString(Relayed.KEY.getBytes(ISO_8859_1));
    FakeExchange exchange = new FakeExchange(200).with("Content-Length", length);
    Refused.as(
        Refusal.UPSTREAM_REFUSED,
        () -> relayed.pass(exchange.body("audio/mpeg; x=" + key.replace("=", ""), "bytes")));
    assertThat(relayed.response.header("Content-Type")).isEmpty();
  }

  @Test
  void bytesAreNoAnswerWhereNoneAreExpected() {
    Relayed json = Relayed.of(AnswerKind.JSON);
    Refused.as(
        Refusal.UPSTREAM_REFUSED, () -> json.pass(new FakeExchange(200).body("audio/mpeg", "x")));
    Refused.as(
        Refusal.UPSTREAM_REFUSED, () -> json.pass(new FakeExchange(200).body("text/plain", "x")));
  }

  @Test
  void smallAnswerIsPassedOnWholeWithItsLength() {
    relayed.pass(new FakeExchange(200).with("Content-Length", "5").body("audio/mpeg", "bytes"));
    assertThat(relayed.response.header("Content-Length")).contains("5");
  }

  @ParameterizedTest
  @CsvSource({"9", "4", "1048576"})
  void answerThatIsNotAsLongAsItSaysIsNotPassedOn(String length) {
    FakeExchange exchange =
        new FakeExchange(200).with("Content-Length", length).body("audio/mpeg", "bytes");
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> relayed.pass(exchange));
    assertThat(relayed.text()).isEmpty();
  }

  @Test
  void smallAnswerThatBreaksIsAPlainError() {
    FakeExchange exchange =
        new FakeExchange(200)
            .with("Content-Length", "9")
            .body("audio/mpeg", Relayed.broken("bytes"));
    Refused.as(Refusal.UPSTREAM_FAILED, () -> relayed.pass(exchange));
    assertThat(relayed.text()).isEmpty();
  }

  @Test
  void bytesThatBreakMidwayAreAPlainError() {
    Refused.as(
        Refusal.UPSTREAM_FAILED,
        () -> relayed.pass(new FakeExchange(200).body("audio/mpeg", Relayed.broken("audio."))));
    assertThat(relayed.text()).isEmpty();
  }

  @Test
  void bytesThatAreCutSayThatTheGrantHasEnded() {
    relayed.call.cut();
    RefusalException refusal =
        Refused.as(
            Refusal.CREDENTIALS_INVALID,
            () -> relayed.pass(new FakeExchange(200).body("audio/mpeg", Relayed.broken("audio."))));
    assertThat(refusal.detail()).contains("grant_revoked");
    assertThat(relayed.text()).isEmpty();
  }

  @Test
  void eightMebibytesAreStillPassedOnWhole() {
    relayed.pass(new FakeExchange(200).body("audio/mpeg", "a".repeat(WHOLE)));
    assertThat(relayed.response.header("Content-Length")).contains(Integer.toString(WHOLE));
  }

  @Test
  void longerBytesAreStreamedWithoutALength() {
    String audio = "audio".repeat(2_000_000) + "end";
    assertThat(relayed.pass(new FakeExchange(200).body("audio/mpeg", audio)))
        .isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo(audio);
    assertThat(relayed.response.header("Content-Length")).isEmpty();
  }

  /** There is no way to tell the caller; the record has it. */
  @Test
  void longerBytesThatBreakAreAFailedCall() {
    String audio = "a".repeat(WHOLE + 1);
    assertThat(relayed.pass(new FakeExchange(200).body("audio/mpeg", Relayed.broken(audio))))
        .isEqualTo(CallOutcome.UPSTREAM_FAILED);
    assertThat(relayed.text()).isEqualTo(audio);
  }

  @Test
  void keyBehindTheFirstEightMebibytesDoesNotGetThrough() {
    for (int before : new int[] {WHOLE - 5, WHOLE + 1, WHOLE + 20_000}) {
      Relayed each = Relayed.of(AnswerKind.BYTES);
      String audio = "a".repeat(before) + Relayed.KEY + "end";
      assertThat(each.pass(new FakeExchange(200).body("audio/mpeg", audio)))
          .isEqualTo(CallOutcome.UPSTREAM_FAILED);
      assertThat(each.text()).doesNotContain("s").hasSizeLessThanOrEqualTo(before);
    }
  }

  @Test
  void answerThatSaysItIsHugeIsRefusedAtOnce() {
    FakeExchange exchange =
        new FakeExchange(200).with("Content-Length", "300000000").body("audio/mpeg", "x");
    Refused.as(Refusal.UPSTREAM_REFUSED, () -> relayed.pass(exchange));
  }

  @Test
  void keyInBytesDoesNotGetThrough() {
    byte[] all = ("\u0001\u0002" + Relayed.KEY + "\u0003").getBytes(ISO_8859_1);
    for (int size = 1; size <= all.length; size++) {
      int most = size;
      Relayed each = Relayed.of(AnswerKind.BYTES);
      try {
        each.pass(new FakeExchange(200).body("audio/mpeg", Relayed.pieces(all, () -> most)));
      } catch (RefusalException e) {
        assertThat(e.reason()).isEqualTo(Refusal.UPSTREAM_REFUSED);
      }
      assertThat(each.text()).doesNotContain("s").hasSizeLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, text/plain; charset=utf-8",
    "text/vtt;charset=UTF-8, text/vtt; charset=utf-8",
    "application/x-subrip, application/x-subrip; charset=utf-8"
  })
  void textIsPassedOnWhole(String type, String passed) {
    assertThat(relayed.pass(new FakeExchange(200).body(type, "Hällo\n")))
        .isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).isEqualTo("Hällo\n");
    assertThat(relayed.response.header("Content-Type")).contains(passed);
    assertThat(relayed.response.header("Content-Length")).contains("7");
  }

  @Test
  void textInAnotherEncodingIsNotPassedOn() {
    for (FakeExchange exchange :
        new FakeExchange[] {
          new FakeExchange(200).body("text/plain; charset=utf-16", "a"),
          new FakeExchange(200)
              .body("text/plain", new ByteArrayInputStream(new byte[] {'a', 0, 'b', 0})),
          new FakeExchange(200).body("text/plain", "key " + Relayed.KEY),
        }) {
      Refused.as(Refusal.UPSTREAM_REFUSED, () -> relayed.pass(exchange));
    }
    assertThat(relayed.text()).isEmpty();
  }
}
