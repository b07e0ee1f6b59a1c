package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A body that two readers could understand differently is a 400 in the caller's own form wherever
 * it is sent, and none of it reaches a provider.
 */
@ArquillianTest
class StrictBodiesIT {
  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    Surface.DROP_IN.credentials();
    TestServer.UPSTREAM.clear();
  }

  @ParameterizedTest
  @EnumSource
  void duplicateMember(Surface surface) {
    refusedAsJson(surface, surface.with("\"" + surface.firstMember() + "\":\"x\""));
  }

  @ParameterizedTest
  @EnumSource
  void duplicateMemberThatHidesBehindAnEscape(Surface surface) {
    String name = surface.firstMember();
    String escaped = "\\u%04x%s".formatted((int) name.charAt(0), name.substring(1));
    refusedAsJson(surface, surface.with("\"" + escaped + "\":\"x\""));
  }

  @ParameterizedTest
  @EnumSource
  void duplicateMemberWithin(Surface surface) {
    refusedAsJson(surface, surface.with("\"x\":{\"a\":1,\"a\":2}"));
  }

  @ParameterizedTest
  @EnumSource
  void memberThatDiffersByLetterCaseOnly(Surface surface) {
    String name = surface.firstMember();
    String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    for (String twin : new String[] {capital, name.toUpperCase(Locale.ROOT)}) {
      assertThat(refused(surface, surface.with("\"" + twin + "\":\"x\""))).contains(twin);
    }
  }

  @ParameterizedTest
  @EnumSource
  void memberOfAnotherLetterCaseInItsPlace(Surface surface) {
    String name = surface.firstMember();
    String twin = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    refused(surface, surface.good().replace('"' + name + '"', '"' + twin + '"'));
  }

  @ParameterizedTest
  @EnumSource
  void somethingBehindTheEnd(Surface surface) {
    refusedAsJson(surface, surface.good() + "{}");
    refusedAsJson(surface, surface.good() + " x");
    refusedAsJson(surface, surface.good() + "\u0000");
  }

  @ParameterizedTest
  @EnumSource
  void numberThatReadersRound(Surface surface) {
    for (String number :
        new String[] {"1e400", "12345678901234567890", "0.12345678901234567890", "1e-400"}) {
      refusedAsJson(surface, surface.with("\"seed\":" + number));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoNumberAtAll(Surface surface) {
    for (String number : new String[] {"NaN", "Infinity", "01", "+1", ".5", "0x10"}) {
      refusedAsJson(surface, surface.with("\"seed\":" + number));
    }
  }

  @ParameterizedTest
  @EnumSource
  void depthOfAThousand(Surface surface) {
    refusedAsJson(surface, surface.with("\"x\":" + "[".repeat(1_000) + "]".repeat(1_000)));
    refusedAsJson(
        surface, surface.with("\"x\":" + "{\"x\":".repeat(1_000) + "1" + "}".repeat(1_000)));
  }

  @ParameterizedTest
  @EnumSource
  void byteOrderMark(Surface surface) {
    refusedAsJson(surface, "\ufeff" + surface.good());
  }

  @ParameterizedTest
  @EnumSource
  void anotherEncoding(Surface surface) {
    refusedAsJson(surface, surface.good().getBytes(StandardCharsets.UTF_16));
    refusedAsJson(surface, surface.good().getBytes(StandardCharsets.UTF_16LE));
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatAreNoUtf8(Surface surface) {
    byte[][] broken = {
      {(byte) 0xc3, 0x28}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
    };
    for (byte[] bytes : broken) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes("{\"x\":\"".getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(bytes);
      body.writeBytes(("\"," + surface.good().substring(1)).getBytes(StandardCharsets.US_ASCII));
      refusedAsJson(surface, body.toByteArray());
    }
  }

  @ParameterizedTest
  @EnumSource
  void halfOfASurrogatePair(Surface surface) {
    refusedAsJson(surface, surface.with("\"x\":\"\\ud83d\""));
  }

  @ParameterizedTest
  @EnumSource
  void nothing(Surface surface) {
    refusedAsJson(surface, "");
    refusedAsJson(surface, "  \n");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoObject(Surface surface) {
    for (String body : new String[] {"[]", "\"x\"", "null", "1", "[" + surface.good() + "]"}) {
      refused(surface, body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAlmostJson(Surface surface) {
    refusedAsJson(surface, surface.with("/* twice */ \"x\":1"));
    refusedAsJson(surface, surface.good().replace("}", ",}"));
    refusedAsJson(surface, surface.good().replace('"', '\''));
    refusedAsJson(surface, surface.good().substring(0, surface.good().length() - 1));
  }

  private static void refusedAsJson(Surface surface, String body) {
    refusedAsJson(surface, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void refusedAsJson(Surface surface, byte[] body) {
    assertThat(refused(surface, body)).contains("JSON");
  }

  private static String refused(Surface surface, String body) {
    return refused(surface, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String refused(Surface surface, byte[] body) {
    Answer answer = surface.post(body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
    return surface.detail(answer);
  }
}
