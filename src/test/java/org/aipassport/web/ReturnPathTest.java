package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.support.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {
  @Test
  void signInLeadsBackToThePageThatWasAskedFor() {
    assertThat(back(FakeRequest.get("/ui/consent").query("grant=AAAAAAAAAAAAAAAAAAAAAA")))
        .isEqualTo("/ui/sign-in?return=%2Fui%2Fconsent%3Fgrant%3DAAAAAAAAAAAAAAAAAAAAAA");
    assertThat(back(FakeRequest.get("/broker/ui/people").below("/broker")))
        .isEqualTo("/broker/ui/sign-in?return=%2Fui%2Fpeople");
  }

  @Test
  void whatIsNoPlainPageIsForgotten() {
    assertThat(back(FakeRequest.get("/ui/consent").query("grant=x&next=https://evil.example")))
        .isEqualTo("/ui/sign-in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/ui/inbox",
        "javascript:alert(1)",
        "/ui//evil.example",
        "/ui/../setup",
        "/ui/%2e%2e/setup",
        "/ui/inbox#x",
        "/ui/inbox?a=b&c=d",
        "/ui/inbox?a=//evil",
        "/ui/inbox\r\nLocation: https://evil.example",
        " /ui/inbox",
        "/ui/inbox ",
        "/ui/inbox\t",
        "/UI/inbox",
        "/api/people",
        "/ui/\u2024\u2024/x",
        "/ui/@evil.example",
        "/ui/inbox?return=/ui/inbox"
      })
  void openRedirectsAreNoReturnPaths(String path) {
    assertThat(ReturnPath.isOurs(path)).isFalse();
  }

  private static String back(FakeRequest request) {
    return ReturnPath.signInAndBack(request.servlet());
  }
}
