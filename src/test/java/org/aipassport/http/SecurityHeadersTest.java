package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.aipassport.config.Settings;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;

class SecurityHeadersTest {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy",
              "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
          "X-Frame-Options", "DENY",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin");

  @Test
  void answersOverPlainHttpCarryTheseAndNoOthers() {
    assertThat(headers(TestSettings.defaults())).containsExactlyInAnyOrderEntriesOf(ALWAYS);
  }

  @Test
  void httpsAlsoDemandsToStayHttps() {
    Map<String, String> expected = new TreeMap<>(ALWAYS);
    expected.put("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    Settings https = TestSettings.of(Map.of("aipassport.public-url", "https://broker.example"));
    assertThat(headers(https)).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static Map<String, String> headers(Settings settings) {
    FakeResponse response = new FakeResponse();
    new SecurityHeaders(settings).addTo(FakeRequest.get("/").servlet(), response.servlet());
    return response.headers();
  }
}
