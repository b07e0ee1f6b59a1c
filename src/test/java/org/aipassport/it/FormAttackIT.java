package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that others make for somebody who is signed in, and pages in frames of others. */
@ArquillianTest
class FormAttackIT {
  private static final String OWN = Http.BROKER.toString();

  private PageClient browser;
  private Map<String, String> form;

  @BeforeEach
  void openAForm() {
    browser = new PageClient().signIn("Owner", Broker.PASSWORD);
    form = PageClient.fields(browser.open("/ui/sessions"), "sign-out-form");
    form.put("sign-out", "x");
  }

  @Test
  void ownFormIsTaken() {
    assertThat(browser.post("/ui/sessions", form, "Origin", OWN).status()).isEqualTo(303);
    assertThat(browser.get("/ui/sessions").status()).as("signed out").isEqualTo(303);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, null",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "X-Nothing, x"
  })
  void formOfAnotherSiteIsRefused(String name, String value) {
    assertRefused(browser.post("/ui/sessions", form, name, value), 403);
  }

  @Test
  void formWithoutItsTokenIsRefused() {
    form.remove("csrf");
    assertRefused(browser.post("/ui/sessions", form, "Origin", OWN), 403);
  }

  @Test
  void tokenOfAnotherSessionIsRefused() {
    PageClient other = new PageClient().signIn("Owner", Broker.PASSWORD);
    form.put("csrf", PageClient.fields(other.open("/ui/sessions"), "sign-out-form").get("csrf"));
    assertRefused(browser.post("/ui/sessions", form, "Origin", OWN), 403);
  }

  @Test
  void tokenOfAnotherPageIsRefused() {
    form.put("csrf", PageClient.fields(browser.open("/ui/account"), "sign-out-form").get("csrf"));
    assertRefused(browser.post("/ui/sessions", form, "Origin", OWN), 403);
  }

  @Test
  void parametersOfTheUrlSubmitNothing() {
    StringBuilder query = new StringBuilder("/ui/sessions?");
    form.forEach((name, value) -> query.append(name).append('=').append(value).append('&'));
    assertThat(browser.get(query.toString()).status()).isLessThan(500);
    assertThat(browser.get("/ui/sessions").status()).as("still signed in").isEqualTo(200);
  }

  /** By them Faces chooses how a page is answered, or stumbles. */
  @ParameterizedTest
  @ValueSource(strings = {"jakarta.faces.RenderKitId", "jakarta.faces.partial.ajax"})
  void parameterThatOnlyFacesKnowsIsRefused(String name) {
    String[] partial = {"Faces-Request", "partial/ajax"};
    assertRefused(browser.get("/ui/sessions?" + name + "=true"), 400);
    assertRefused(browser.get("/ui/sessions?" + name + "=true", partial), 400);
    form.put(name, "true");
    assertRefused(browser.post("/ui/sessions", form, "Origin", OWN), 400);
    assertThat(browser.get("/ui/sessions", partial).header("content-type").orElse(""))
        .startsWith("text/html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=x"})
  void uploadIsRefused(String type) {
    Answer answer = Http.post("/ui/sign-in", "--x--", "Content-Type", type, "Origin", OWN);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rO0ABXNyABNqYXZhLnV0aWwu", "stateless2", "x"})
  void viewStateOfSomebodyElseIsRefused(String state) {
    form.put("jakarta.faces.ViewState", state);
    assertRefused(browser.post("/ui/sessions", form, "Origin", OWN), 400);
  }

  @Test
  void textThatOnlyLooksLikeAFormIsRefused() {
    Answer answer =
        Http.post(
            "/ui/sessions",
            "{\"csrf\":\"" + form.get("csrf") + "\"}",
            "Content-Type",
            "text/plain",
            "Origin",
            OWN,
            "Cookie",
            browser.sessionHeader()[1]);
    assertThat(answer.status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE"})
  void methodThatNoPageKnowsIsRefused(String method) {
    assertThat(Http.send(method, "/ui/sessions", null, browser.sessionHeader()).status())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "/ui/sign-in, 200",
    "/ui/inbox, 303",
    "/ui/nowhere, 404",
    "/ui/inbox.xhtml, 404",
    "/ui/../inbox, 400",
    "/ui/jakarta.faces.resource/faces.js, 404",
    "/ui, 303"
  })
  void everyAnswerForbidsFramesAndScripts(String path, int status) {
    Answer answer = new PageClient().get(path.replace("..", "%2e%2e"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("content-security-policy").orElse(""))
        .contains("frame-ancestors 'none'", "default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.header("x-frame-options")).contains("DENY");
    assertThat(answer.header("cross-origin-opener-policy")).contains("same-origin");
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(answer.header("x-content-type-options")).contains("nosniff");
  }

  @Test
  void refusalsInsideAPageForbidFramesToo() {
    Answer answer = browser.get("/ui/grant?grant=AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-security-policy").orElse(""))
        .contains("frame-ancestors 'none'");
    assertThat(answer.text()).contains("<h1>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%00",
        "a%0ab",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void oddBeginningOfTheListOfPeopleIsRefusedClearly(String from) {
    Answer page = browser.get("/ui/people?from=" + from);
    assertThat(page.status()).as(page.toString()).isEqualTo(400);
    assertThat(page.text()).contains("<h1>");
    Answer refused = Http.get("/api/people?from=" + from, Broker.asOwner());
    assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    assertThat(refused.text()).contains("from");
  }

  /** It would have the broker itself say that a request was denied which still waits. */
  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none"})
  void linkOfAnotherSiteCannotHaveAPageSayThatSomethingWasDone(String site) {
    String path = "/ui/account?done=password-changed";
    String told = "role=\"status\"";
    assertThat(browser.get(path, "Sec-Fetch-Site", "same-origin").text()).contains(told);
    assertThat(browser.get(path, "Sec-Fetch-Site", site).text()).doesNotContain(told);
  }

  @Test
  void sessionCookieIsKeptFromScriptsAndOtherSites() {
    Map<String, String> fields =
        new LinkedHashMap<>(
            PageClient.fields(new PageClient().open("/ui/sign-in"), "sign-in-form"));
    assertThat(fields).containsKey("csrf");
    PageClient fresh = new PageClient();
    Answer answer =
        fresh.submit(
            "/ui/sign-in",
            "sign-in-form",
            "sign-in",
            "username",
            "Owner",
            "password",
            Broker.PASSWORD);
    String cookies = String.join("\n", answer.headers().get("set-cookie"));
    assertThat(
            cookies.lines().filter(line -> line.startsWith("aipassport-" + TestServer.BROKER_PORT)))
        .hasSize(1)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
                    .doesNotContain("Domain"));
  }

  @Test
  void idOfASessionChangesWhenSomebodySignsIn() {
    PageClient fixed = new PageClient().signIn("Owner", Broker.PASSWORD);
    String before = fixed.cookie("aipassport").orElseThrow();
    String[] old = fixed.sessionHeader();
    fixed.signIn("Owner", Broker.PASSWORD);
    assertThat(fixed.cookie("aipassport").orElseThrow()).isNotEqualTo(before);
    assertThat(Http.send("GET", "/ui/sessions", null, old).status())
        .as("the old id")
        .isEqualTo(303);
    assertThat(fixed.get("/ui/sessions").status()).isEqualTo(200);
  }

  private void assertRefused(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(browser.get("/ui/sessions").status()).as("still signed in").isEqualTo(200);
  }
}
