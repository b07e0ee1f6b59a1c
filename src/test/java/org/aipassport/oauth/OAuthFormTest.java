package org.aipassport.oauth;

import static org.aipassport.oauth.Problems.invalidRequest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.aipassport.wire.FormBody;
import org.junit.jupiter.api.Test;

class OAuthFormTest {
  @Test
  void parametersAreRead() {
    OAuthForm form = form("grant_type=authorization_code&code=a%2Bb+c");
    assertThat(form.value("grant_type")).contains("authorization_code");
    assertThat(form.required("code")).isEqualTo("a+b c");
  }

  @Test
  void parameterWithoutValueIsTreatedAsOmittedAsRfc6749Section31Says() {
    OAuthForm form = form("code=&scope");
    assertThat(form.value("code")).isEmpty();
    assertThat(form.value("scope")).isEmpty();
    assertThat(form.values("resource")).isEmpty();
    invalidRequest("code: is missing", () -> form.required("code"));
  }

  @Test
  void unrecognizedParametersAreIgnoredAsRfc6749Section31Says() {
    assertThat(form("code=c&colour=red").required("code")).isEqualTo("c");
  }

  @Test
  void parameterMustNotBeIncludedMoreThanOnceAsRfc6749Section31Says() {
    for (String body : new String[] {"code=a&code=a", "code=a&code=", "%63ode=a&code=b", "x&x"}) {
      OAuthProblem problem = Problems.problem(() -> form(body));
      assertThat(problem.code()).isEqualTo("invalid_request");
      assertThat(problem.description()).endsWith("more than once");
    }
  }

  @Test
  void resourceMayBeThereMoreThanOnceAsRfc8707Section2Says() {
    assertThat(form("resource=a&resource=b").values("resource")).containsExactly("a", "b");
  }

  @Test
  void parametersInTheUrlOfAPostAreRefused() {
    invalidRequest(
        "Parameters belong into the body, not into the URL.",
        () -> OAuthForm.of(post("code=c").query("client_secret=s").servlet(), bytes("code=c")));
  }

  @Test
  void controlCharactersAreRefusedButNotTheBlanksOfJson() {
    invalidRequest("state: holds control characters", () -> form("state=a%00"));
    invalidRequest("state: holds control characters", () -> form("state=%1b"));
    assertThat(form("a=%7B%0d%0a%09%7D").required("a")).isEqualTo("{\r\n\t}");
  }

  @Test
  void bodyOfAnotherTypeIsRefused() {
    Refused.as(
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        () -> OAuthForm.of(FakeRequest.post("/oauth2/token", "{}").servlet(), bytes("{}")));
  }

  @Test
  void bodyBeyond64KibibytesIsRefused() {
    String most = "a=" + "b".repeat(64 * 1024 - 2);
    assertThat(form(most).required("a")).hasSize(64 * 1024 - 2);
    Refused.as(Refusal.TOO_LARGE, () -> form(most + "b"));
  }

  @Test
  void queriesAreReadAsStrictly() {
    assertThat(query("client_id=c&state=%C3%BC").required("state")).isEqualTo("ü");
    assertThat(query(null).value("state")).isEmpty();
    invalidRequest("state: is there more than once", () -> query("state=a&state=a"));
    Refused.as(Refusal.MALFORMED, () -> query("state=%"));
    Refused.as(Refusal.MALFORMED, () -> query("state=ü"));
  }

  private static OAuthForm query(String text) {
    return OAuthForm.ofQuery(FakeRequest.get("/oauth2/authorize").query(text).servlet());
  }

  private static OAuthForm form(String body) {
    return OAuthForm.of(post(body).servlet(), bytes(body));
  }

  private static FakeRequest post(String body) {
    return FakeRequest.of("POST", "/oauth2/token")
        .with("Content-Type", FormBody.TYPE)
        .with("Content-Length", Integer.toString(body.length()));
  }

  private static ByteArrayInputStream bytes(String body) {
    return new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII));
  }
}
