package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageResponseTest {
  private final FakeResponse response = new FakeResponse();
  private final PageResponse page =
      new PageResponse(
          response.servlet(),
          TestSettings.of(Map.of("aipassport.public-url", "https://broker.example")));

  @Test
  void redirectGoesToThePublicUrlByGet() {
    page.sendRedirect("/ui/inbox");
    assertThat(response.status()).isEqualTo(303);
    assertThat(response.header("Location")).contains("https://broker.example/ui/inbox");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example/", "//evil.example", "evil", ""})
  void redirectThatLeavesTheBrokerIsAFaultOfOurs(String target) {
    assertThatThrownBy(() -> page.sendRedirect(target))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(response.header("Location")).isEmpty();
  }

  @Test
  void pagesRunNoScriptAndStandInNoFrame() {
    page.addPageHeaders();
    assertThat(response.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe", "script-src", "data:", "*");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example/cb, ' https://app.example'",
    "https://App.example:8443/cb?x=y;z, ' https://app.example:8443'",
    "http://127.0.0.1:49152/cb, ' http://127.0.0.1:49152'",
    "com.example.app:/cb, ' com.example.app:'",
    "http://[::1]:8080/cb, ''"
  })
  void formsOfAnAppsRequestMayEndAtTheAppAndNowhereElse(String redirectUri, String added) {
    page.addPageHeaders();
    String before = response.header("Content-Security-Policy").orElseThrow();
    PageResponse.letFormsEndAt(page, redirectUri);
    assertThat(response.header("Content-Security-Policy"))
        .contains(before.replace("form-action 'self'", "form-action 'self'" + added));
  }
}
