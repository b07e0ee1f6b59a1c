package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.aipassport.config.Settings;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.TestSettings;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class BrowserCookieTest {
  private static final Settings LOCAL = TestSettings.defaults();
  private static final Settings TLS =
      TestSettings.of(Map.of("aipassport.public-url", "https://broker.example"));

  @Test
  void overHttpsItIsForThisHostAloneAndForNoScript() {
    assertThat(set(TLS))
        .isEqualTo("__Host-aipassport=s3cret; Path=/; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void onPlainLoopbackItIsNamedAfterThePort() {
    assertThat(set(LOCAL)).isEqualTo("aipassport-8080=s3cret; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void clearedCookieEndsAtOnce() {
    FakeResponse response = new FakeResponse();
    BrowserCookie.SESSION.clear(response.servlet(), TLS);
    assertThat(response.header("Set-Cookie").orElseThrow())
        .startsWith("__Host-aipassport=; Path=/; HttpOnly; SameSite=Lax; Secure")
        .endsWith("; Max-Age=0");
  }

  @Test
  void lifetimeIsInSeconds() {
    FakeResponse response = new FakeResponse();
    BrowserCookie.DEVICE.set(response.servlet(), LOCAL, new SecretText("d"), Duration.ofDays(90));
    assertThat(response.header("Set-Cookie").orElseThrow()).endsWith("; Max-Age=7776000");
  }

  @Test
  void cookieOfAnotherNameIsNotRead() {
    FakeRequest request =
        FakeRequest.get("/ui/").cookie("aipassport-8081", "x").cookie("aipassport", "y");
    assertThat(BrowserCookie.SESSION.read(request.servlet(), LOCAL)).isEmpty();
    assertThat(BrowserCookie.SESSION.read(FakeRequest.get("/").servlet(), LOCAL)).isEmpty();
  }

  @Test
  void plantedSecondCookieOfTheSameNameMakesBothWorthless() {
    FakeRequest request =
        FakeRequest.get("/ui/").cookie("aipassport-8080", "mine").cookie("aipassport-8080", "evil");
    assertThat(BrowserCookie.SESSION.read(request.servlet(), LOCAL)).isEmpty();
  }

  private static String set(Settings settings) {
    FakeResponse response = new FakeResponse();
    BrowserCookie.SESSION.set(response.servlet(), settings, new SecretText("s3cret"));
    return response.header("Set-Cookie").orElseThrow();
  }
}
