package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportCheckTest {
  private static final Map<String, Settings> BROKERS =
      Map.of(
          "local", TestSettings.defaults(),
          "named", TestSettings.of(Map.of("aipassport.public-url", "https://broker.example")),
          "edge",
              TestSettings.of(
                  Map.of(
                      "aipassport.public-url", "https://broker.example",
                      "aipassport.edge.trusted", "10.0.0.0/8")),
          "edge-here",
              TestSettings.of(
                  Map.of(
                      "aipassport.public-url", "https://broker.example",
                      "aipassport.edge.trusted", "127.0.0.1")));

  /** Forwarded protocols are separated by blanks, one for each header field; "-" is none. */
  @ParameterizedTest
  @CsvSource({
    // a broker for its own machine
    "local, 127.0.0.1, plain, -, safe",
    "local, 127.0.0.1, plain, https, refused",
    "local, 127.0.0.1, plain, http, refused",
    "local, 127.0.0.1, tls, -, safe",
    "local, 127.0.0.1, tls, http, safe",
    "local, 203.0.113.9, plain, -, refused",
    "local, 203.0.113.9, plain, https, refused",
    "local, 203.0.113.9, tls, -, safe",
    // a broker with a public name and no edge
    "named, 127.0.0.1, plain, -, refused",
    "named, 127.0.0.1, plain, https, refused",
    "named, 203.0.113.9, plain, -, refused",
    "named, 203.0.113.9, plain, https, refused",
    "named, 203.0.113.9, tls, -, safe",
    "named, 203.0.113.9, tls, http, safe",
    // a broker behind an edge, asked by the edge
    "edge, 10.1.2.3, plain, https, safe",
    "edge, 10.1.2.3, plain, HTTPS, safe",
    "edge, 10.1.2.3, plain, -, refused",
    "edge, 10.1.2.3, plain, http, refused",
    "edge, 10.1.2.3, plain, https https, refused",
    "edge, 10.1.2.3, plain, https http, refused",
    "edge, 10.1.2.3, plain, 'https,http', refused",
    "edge, 10.1.2.3, plain, 'https,https', refused",
    "edge, 10.1.2.3, plain, wss, refused",
    "edge, 10.1.2.3, tls, https, safe",
    "edge, 10.1.2.3, tls, http, refused",
    "edge, 10.1.2.3, tls, -, refused",
    // and by somebody who goes round it
    "edge, 203.0.113.9, plain, https, refused",
    "edge, 203.0.113.9, plain, -, refused",
    "edge, 203.0.113.9, tls, -, safe",
    "edge, 127.0.0.1, plain, -, refused",
    "edge, 127.0.0.1, plain, https, refused",
    "edge-here, 127.0.0.1, plain, https, safe",
    "edge-here, 127.0.0.1, plain, -, refused"
  })
  void onlySafeWaysAreTaken(
      String broker, String from, String way, String forwarded, String outcome) {
    FakeRequest request = FakeRequest.get("/").from(from);
    if (way.equals("tls")) {
      request.overTls();
    }
    if (!forwarded.equals("-")) {
      List.of(forwarded.split(" ")).forEach(one -> request.with("X-Forwarded-Proto", one));
    }
    TransportCheck check = new TransportCheck(BROKERS.get(broker));
    if (outcome.equals("safe")) {
      assertThatCode(() -> check.check(request.servlet())).doesNotThrowAnyException();
    } else {
      Refused.as(Refusal.FORBIDDEN, () -> check.check(request.servlet()));
    }
  }

  @Test
  void refusalSaysWhereToGoInsteadOfRedirecting() {
    TransportCheck check = new TransportCheck(BROKERS.get("named"));
    assertThat(
            Refused.as(
                    Refusal.FORBIDDEN,
                    () -> check.check(FakeRequest.get("/x").from("203.0.113.9").servlet()))
                .detail())
        .contains("https://broker.example");
  }
}
