package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that anybody may send to the broker's own surface; the server has 200 threads. */
@ArquillianTest
class SurfaceBodiesIT {
  private static final int MORE_THAN_THREADS = 300;

  @ParameterizedTest
  @ValueSource(
      strings = {"/grant-requests", "/tokens", "/setup", "/api/provider-keys", "/oauth2/token"})
  void slowBodiesOfStrangersStopNobody(String path) throws IOException {
    TestGrant grant = TestGrant.of("openai", "gpt-4o");
    List<RawCall> slow = new ArrayList<>();
    try {
      for (int i = 0; i < MORE_THAN_THREADS; i++) {
        slow.add(RawCall.send(head(path, 60_000) + "{"));
      }
      long start = System.nanoTime();
      assertThat(Http.get("/health").status()).isEqualTo(200);
      assertThat(Chat.dropIn(grant, "gpt-4o").status()).isEqualTo(200);
      assertThat(Http.post("/grant-requests", "{}").status()).isEqualTo(400);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      for (RawCall caller : slow) {
        caller.close();
      }
    }
  }

  @Test
  void bodyThatDoesNotComeIsGivenUp() throws IOException {
    try (RawCall caller = RawCall.send(head("/grant-requests", 60_000) + "{")) {
      Answer answer = caller.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.error()).contains("in time");
    }
  }

  @Test
  void bodyInPiecesAndBodyTooLargeAreToldApart() throws IOException {
    String body = TestGrant.ask("openai").models("gpt-4o").body();
    try (RawCall caller = RawCall.send(head("/grant-requests", body.length()))) {
      Wait.shortly();
      caller.say(body.substring(0, 10));
      Wait.shortly();
      caller.say(body.substring(10));
      assertThat(caller.answer().status()).isEqualTo(201);
    }
    try (RawCall caller = RawCall.send(head("/grant-requests", 65_537))) {
      assertThat(caller.answer().status()).isEqualTo(413);
    }
    assertThat(Http.post("/grant-requests", " ".repeat(70_000)).status()).isEqualTo(413);
  }

  private static String head(String path, int length) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: "
        + RawHttp.host()
        + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }
}
