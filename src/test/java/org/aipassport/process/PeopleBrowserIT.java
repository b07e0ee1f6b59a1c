package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aipassport.support.Authenticator;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.Chromium;
import org.aipassport.support.FakeProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * People in a real browser, from an empty broker on: each step is what somebody does, in the order
 * in which they do it. Every page on the way is checked against WCAG 2.2 AA, wide and narrow, light
 * and dark, and its looks are kept.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeopleBrowserIT {
  private static final String PASSWORD = "green otter paints nine walls";
  private static final String KEY = "sk-browser-canary-0123456789";

  private static FakeProvider fake;
  private static BrokerProcess broker;
  private static Chromium browser;
  private static String token = "";
  private static String grant = "";
  private static Authenticator authenticator = new Authenticator("");

  @BeforeAll
  static void start() {
    fake = FakeProvider.start(0);
    broker = BrokerProcess.plan(Homes.fresh(PeopleBrowserIT.class)).provider(fake).start();
    broker.awaitHealthy(Duration.ofSeconds(120));
    browser = Chromium.open(broker.plan().url(), "en");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    broker.close();
    fake.close();
  }

  @Test
  @Order(1)
  void firstOwnerSetsTheBrokerUp() {
    browser.get("/");
    assertThat(browser.path()).isEqualTo("/ui/setup");
    lookAt("setup");
    browser.type("secret", broker.setupSecret()).type("username", "ada").type("password", "short");
    browser.click("#claim");
    assertThat(browser.text("main")).contains("15");
    browser.type("secret", broker.setupSecret()).type("password", PASSWORD).click("#claim");
    assertThat(browser.path()).isEqualTo("/ui/inbox");
    lookAt("inbox-empty");
  }

  @Test
  @Order(2)
  void ownerStoresAKeyThatIsNeverShownAgain() {
    browser.get("/ui/provider-keys");
    lookAt("provider-keys-empty");
    browser.type("key", KEY).type("label", "work").click("#add");
    assertThat(browser.text("main")).contains("work", "6789").doesNotContain(KEY);
    lookAt("provider-keys");
  }

  @Test
  @Order(3)
  void ownerApprovesLessThanWasAskedForAndTheAppStreams() {
    BrokerClient.Reply asked =
        ask("Recipe helper", "https://recipes.example", "gpt-fake", "gpt-big");
    grant = asked.text("grant", "id");
    browser.get(asked.text("approvalUrl"));
    lookAt("consent");
    String page = browser.text("main");
    assertThat(page.indexOf("recipes.example"))
        .as("the host comes before the name")
        .isLessThan(page.indexOf("Recipe helper"))
        .isNotNegative();
    browser.click("input[value='gpt-big']").click("#approve");
    lookAt("approved");
    token =
        broker
            .post(
                "/tokens",
                "",
                "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}"
                    .formatted(grant, asked.text("claimToken")))
            .expect(201)
            .text("token");
    assertThat(broker.post("/v1/chat/completions", token, body("gpt-fake")).status())
        .isEqualTo(200);
    assertThat(broker.post("/v1/chat/completions", token, body("gpt-big")).status()).isEqualTo(403);
  }

  @Test
  @Order(4)
  void ownerDeniesAndReports() {
    String denied = ask("Spam", "https://spam.example", "gpt-fake").text("approvalUrl");
    browser.get(denied).click("#deny");
    assertThat(browser.get(denied).has("#approve")).isFalse();
    String reported = ask("Phish", "https://0penai-login.example", "gpt-fake").text("approvalUrl");
    browser.get(reported).unfold();
    lookAt("consent-warned");
    browser.type("words", "looks like a fake").click("#report");
    assertThat(browser.get(reported).has("#approve")).isFalse();
  }

  @Test
  @Order(5)
  void ownerSeesWhatWasUsedAndStopsIt() {
    ask("Waiting", "https://waiting.example", "gpt-fake");
    lookAt("inbox", "/ui/inbox");
    lookAt("grants", "/ui/grants");
    browser.get("/ui/grant?grant=" + grant).unfold();
    lookAt("grant");
    assertThat(browser.text("main")).contains("gpt-fake");
    browser.click("#issue");
    assertThat(browser.text("main")).contains("eyJ");
    lookAt("grant-token");
    browser.get("/ui/grant?grant=" + grant).unfold().click("#revoke");
    assertThat(browser.path()).isEqualTo("/ui/grants?done=grant-revoked");
    assertThat(broker.post("/v1/chat/completions", token, body("gpt-fake")).status())
        .isEqualTo(401);
  }

  @Test
  @Order(6)
  void ownerMakesAKeyForATool() {
    browser.get("/ui/tool");
    lookAt("tool");
  }

  @Test
  @Order(7)
  void ownerTurnsTheSecondFactorOn() {
    lookAt("account", "/ui/account");
    lookAt("sessions", "/ui/sessions");
    lookAt("personal-tokens", "/ui/personal-tokens");
    lookAt("password", "/ui/password");
    browser.get("/ui/authenticator").click("#begin");
    lookAt("authenticator");
    String secret = browser.text("#enrolment-secret").replaceAll("\\s", "");
    browser.type("code", "000000").click("#confirm");
    assertThat(browser.has("svg.qr")).isTrue();
    assertThat(browser.text("#enrolment-secret").replaceAll("\\s", "")).isEqualTo(secret);
    lookAt("authenticator-wrong-code");
    authenticator = new Authenticator(secret);
    browser.type("code", authenticator.code(Instant.now())).click("#confirm");
    lookAt("recovery-codes");
    String recovery = browser.text(".secret, .codes li");
    browser.click("#sign-out");
    lookAt("signed-out");
    browser.get("/ui/sign-in");
    lookAt("sign-in");
    browser.type("username", "ada").type("password", PASSWORD).click("#sign-in");
    assertThat(browser.path()).startsWith("/ui/second-factor");
    lookAt("second-factor");
    browser.type("code", "000000").click("#check");
    assertThat(browser.path()).startsWith("/ui/second-factor");
    browser.type("code", recovery.lines().findFirst().orElseThrow().strip()).click("#check");
    assertThat(browser.path()).isEqualTo("/ui/inbox");
  }

  @Test
  @Order(9)
  void problemIsAPageToo() {
    lookAt("problem", "/ui/grant?grant=AAAAAAAAAAAAAAAAAAAAAA");
    lookAt("recover", "/ui/recover");
  }

  @Test
  @Order(10)
  void everyTextOfThePagesCanBeTranslated() throws IOException {
    Untranslated untranslated =
        new Untranslated(
            Set.of(
                "AIPassport",
                "ada",
                "work",
                "reader.example",
                "script",
                "guest",
                "gpt-fake",
                "gpt-big",
                "openai",
                "anthropic",
                "google",
                "mistral",
                "cohere",
                "ollama"));
    StringBuilder found = new StringBuilder();
    try (Chromium reader = Chromium.open(broker.plan().url(), "en-XA")) {
      for (String page :
          List.of("sign-in", "second-factor", "invitation", "recover", "signed-out", "nothing")) {
        found.append(untranslated.on(reader.get("/ui/" + page)));
      }
      signIn(reader);
      for (Consumer<Chromium> step : steps()) {
        step.accept(reader);
        found.append(untranslated.on(reader));
      }
      for (String page : pages(reader)) {
        found.append(untranslated.on(reader.get(page)));
      }
    }
    assertThat(found.toString()).isEmpty();
  }

  private static void signIn(Chromium reader) {
    reader.get("/ui/sign-in").type("username", "ada").type("password", PASSWORD).click("#sign-in");
    if (reader.path().startsWith("/ui/second-factor")) {
      Instant next = Instant.now().plusSeconds(30); // this step's code may have been used
      reader.type("code", authenticator.code(next)).click("#check");
    }
    assertThat(reader.path()).isEqualTo("/ui/inbox");
  }

  /** What shows a page that no link leads to, and leaves something for the others to show. */
  private static List<Consumer<Chromium>> steps() {
    BrokerClient.Reply asked = ask("Reader", "https://reader.example", "gpt-fake");
    return List.of(
        reader -> reader.get("/ui/invite").type("label", "guest").click("#issue"),
        reader -> reader.get("/ui/personal-tokens").type("label", "script").click("#issue"),
        reader -> reader.get("/ui/tool").click("a[href*='preset=openai']"),
        reader -> reader.type("name", "Mine").type("models", "gpt-fake").click("#create"),
        reader -> reader.get(asked.text("approvalUrl")).click("#approve"),
        reader -> reader.get("/ui/grant?grant=" + asked.text("grant", "id")).click("#issue"),
        reader -> reader.get("/ui/apps").type("host", "x").click("#block-typed"),
        reader -> reader.type("host", "blocked.example").click("#block-typed"),
        reader -> reader.get("/ui/password").type("old", "x").type("password", "y"),
        reader -> reader.click("main input[type=submit]"));
  }

  /** Where each page is, with something to show. */
  private static List<String> pages(Chromium reader) throws IOException {
    Map<String, List<String>> places = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/webapp"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".xhtml"))
          .map(name -> "/ui/" + name.replace(".xhtml", ""))
          .forEach(page -> places.put(page, List.of(page)));
    }
    String waiting = ask("Waiting", "https://waiting.example", "gpt-fake").text("approvalUrl");
    String ended = "?grant=" + grant;
    places.put("/ui/consent", List.of(waiting, "/ui/consent" + ended));
    places.put("/ui/grant", List.of("/ui/grant" + ended));
    places.put("/ui/grants", List.of("/ui/grants", "/ui/grants?state=ended"));
    places.put("/ui/person", List.of(linked(reader, "/ui/people", "person?id=")));
    places.put(
        "/ui/provider-key", List.of(linked(reader, "/ui/provider-keys", "provider-key?chosen=")));
    return places.values().stream().flatMap(List::stream).toList();
  }

  private static String linked(Chromium reader, String page, String link) {
    return reader.get(page).click("a[href*='" + link + "']").path();
  }

  private static void lookAt(String name, String path) {
    browser.get(path);
    lookAt(name);
  }

  private static void lookAt(String name) {
    browser.shoot(name);
    assertThat(browser.faults()).as(name).isEmpty();
  }

  private static BrokerClient.Reply ask(String name, String url, String... models) {
    return broker
        .post(
            "/grant-requests",
            "",
            """
            {"appName":"%s","appUrl":"%s","reason":"To cook <b>well</b>","scope":{"provider":"openai",\
            "models":["%s"],"capabilities":["chat"],"maxRequests":10}}"""
                .formatted(name, url, String.join("\",\"", models)))
        .expect(201);
  }

  private static String body(String model) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
        .formatted(model);
  }
}
