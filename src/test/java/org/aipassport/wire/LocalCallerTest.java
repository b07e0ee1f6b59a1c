package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.aipassport.config.Settings;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what only this machine may. */
class LocalCallerTest {
  private static final Settings LOCAL = TestSettings.defaults();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0:0:0:0:0:0:0:1", "::1", "::ffff:127.0.0.1"})
  void loopbackConnectionIsLocal(String address) {
    assertThat(isLocal(FakeRequest.get("/").from(address), LOCAL)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.9", "192.168.1.2", "10.0.0.1", "2001:db8::1", "0.0.0.0"})
  void otherConnectionIsNotLocal(String address) {
    assertThat(isLocal(FakeRequest.get("/").from(address), LOCAL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "FORWARDED",
        "X-Forwarded-For",
        "x-forwarded-for",
        "X-FORWARDED-FOR",
        "X_Forwarded_For",
        "x_FORWARDED-for",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Server",
        "X-Forwarded-Prefix",
        "X-Forwarded",
        "X_Forwarded_Proto",
        "X-Real-IP",
        "X_Real_IP",
        "Via",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP"
      })
  void anySignOfAProxyMeansNotLocal(String header) {
    assertThat(isLocal(FakeRequest.get("/").with(header, "127.0.0.1"), LOCAL)).isFalse();
    assertThat(isLocal(FakeRequest.get("/").with(header, ""), LOCAL)).isFalse();
  }

  @Test
  void otherHeadersAreNoSignOfAProxy() {
    FakeRequest request =
        FakeRequest.get("/").with("Host", "localhost:8080").with("X-Request-Id", "via");
    assertThat(isLocal(request, LOCAL)).isTrue();
  }

  @Test
  void brokerWithADeclaredEdgeKnowsNoLocalCaller() {
    Settings edge = TestSettings.of(Map.of("aipassport.edge.trusted", "10.0.0.1"));
    assertThat(isLocal(FakeRequest.get("/"), edge)).isFalse();
  }

  @Test
  void brokerWithAPublicNameKnowsNoLocalCaller() {
    Settings named = TestSettings.of(Map.of("aipassport.public-url", "https://broker.example"));
    assertThat(isLocal(FakeRequest.get("/"), named)).isFalse();
  }

  private static boolean isLocal(FakeRequest request, Settings settings) {
    return ClientAddress.isLocal(request.servlet(), settings);
  }
}
