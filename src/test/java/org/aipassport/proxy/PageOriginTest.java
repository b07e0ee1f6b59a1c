package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.grants.GrantView;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.GrantViews;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageOriginTest {
  /** Of an app at {@code https://app.example}. */
  private static final GrantView GRANT = GrantViews.approvedUntil(GrantViews.NOON);

  @Test
  void whoIsNoPageIsNotAsked() {
    page(FakeRequest.get("/v1/models")).mayUse(GRANT);
  }

  @Test
  void pageOfTheAppMayUseItsGrant() {
    page("https://app.example").mayUse(GRANT);
  }

  @Test
  void ownPagesMayUseAnyGrant() {
    page("http://localhost:8080").mayUse(GRANT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://app.example",
        "https://app.example:8443",
        "https://app.example.",
        "https://www.app.example",
        "https://example",
        "https://app.example.evil.example",
        "https://xapp.example",
        "https://xn--pp-vja.example",
        "https://äpp.example",
        "https://App.example",
        "https://app.example:443",
        "https://app.example/",
        "https://user@app.example",
        "https://app.example@evil.example",
        "http://localhost",
        "http://localhost:8081",
        "https://localhost:8080",
        "null",
        "NULL",
        "",
        "*",
        "file://"
      })
  void anyOtherPageMayNot(String origin) {
    Refused.as(Refusal.FORBIDDEN, () -> page(origin).mayUse(GRANT));
  }

  @Test
  void twoOriginsAreNoneEvenIfBothAreTheApps() {
    FakeRequest twice =
        FakeRequest.get("/v1/models")
            .with("Origin", "https://app.example")
            .with("Origin", "https://app.example");
    Refused.as(Refusal.FORBIDDEN, () -> page(twice).mayUse(GRANT));
  }

  @Test
  void withoutTheFilterInFrontNothingMayBeUsed() {
    Refused.as(
        Refusal.FORBIDDEN,
        () -> PageOrigin.of(FakeRequest.get("/v1/models").servlet()).mayUse(GRANT));
  }

  private static PageOrigin page(String origin) {
    return page(FakeRequest.get("/v1/models").with("Origin", origin));
  }

  private static PageOrigin page(FakeRequest request) {
    HttpServletRequest servlet = request.servlet();
    PageOrigin.read(servlet, TestSettings.defaults());
    return PageOrigin.of(servlet);
  }
}
