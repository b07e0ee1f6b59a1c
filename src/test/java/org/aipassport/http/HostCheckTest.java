package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
  private final HostCheck check =
      new HostCheck(
          TestSettings.of(
              Map.of(
                  "aipassport.public-url", "https://broker.example",
                  "aipassport.hosts", "broker.internal:8443")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker.example",
        "broker.example:443",
        "BROKER.Example",
        "broker.internal:8443",
        "Broker.Internal:8443"
      })
  void ownNamesAreAnswered(String host) {
    assertThatCode(() -> check.check(FakeRequest.get("/").with("Host", host).servlet()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "broker.example:80",
        "broker.example:8443",
        "broker.example:",
        "broker.example.",
        "broker.example.evil.example",
        "evil.example/broker.example",
        "user@broker.example",
        "broker.example,evil.example",
        "broker.example evil.example",
        " broker.example",
        "broker.internal",
        "localhost",
        "127.0.0.1",
        "[::1]:443"
      })
  void nameOfSomebodyElseIsMisdirected(String host) {
    Refused.as(
        Refusal.WRONG_HOST, () -> check.check(FakeRequest.get("/").with("Host", host).servlet()));
  }

  @Test
  void requestWithoutHostIsMisdirected() {
    Refused.as(Refusal.WRONG_HOST, () -> check.check(FakeRequest.get("/").servlet()));
  }

  @Test
  void forwardedHostIsNotLookedAt() {
    FakeRequest request =
        FakeRequest.get("/")
            .with("Host", "evil.example")
            .with("X-Forwarded-Host", "broker.example");
    Refused.as(Refusal.WRONG_HOST, () -> check.check(request.servlet()));
  }
}
