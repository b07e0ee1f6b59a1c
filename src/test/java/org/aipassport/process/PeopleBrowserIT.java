package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
  private static Path prices;
  private static Chromium browser;
  private static String token = "";
  private static String grant = "";
  private static Authenticator authenticator = new Authenticator("");

  @BeforeAll
  static void start() {
    fake = FakeProvider.start(0);
    Path home = Homes.fresh(PeopleBrowserIT.class);
    prices = home.resolve("prices.json");
    price("gpt-fake", "fake-no-usage");
    broker =
        BrokerProcess.plan(home)
            .provider(fake)
            .set("aipassport.prices.file", prices.toAbsolutePath().toString())
            .start();
    broker.awaitHealthy(Duration.ofSeconds(240));
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
    token = token(grant, asked);
    assertFirstAnswerIsStreamed();
    assertThat(broker.post("/v1/chat/completions", token, body("gpt-big")).status()).isEqualTo(403);
  }

  /** The events come one by one, the last of them says that the answer is whole. */
  private static void assertFirstAnswerIsStreamed() {
    try (BrokerClient.Events events =
        broker.stream("/v1/chat/completions", token, streamed("gpt-fake"))) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.next().orElse("")).contains("chat.completion.chunk");
      assertThat(events.rest())
          .hasSizeGreaterThan(5)
          .anySatisfy(event -> assertThat(event).contains("part 1"))
          .last()
          .isEqualTo("[DONE]");
    }
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
  @Order(8)
  void operatorInvitesSomebodyAndEndsTheirAccess() {
    lookAt("people", "/ui/people");
    lookAt("apps", "/ui/apps");
    lookAt("clients", "/ui/clients");
    browser.type("client_name", "Notes").type("client_uri", "https://notes.example");
    browser.type("redirect_uris", "https://notes.example/cb").click("#register");
    lookAt("client-registered");
    assertThat(browser.text("#client-secret")).startsWith("aip_cs_");
    browser.get("/ui/clients").click("[id$=':disable']");
    assertThat(browser.path()).isEqualTo("/ui/clients?done=client-disabled");
    lookAt("client-disabled");
    lookAt("providers", "/ui/providers");
    browser.get("/ui/invite");
    lookAt("invite");
    browser.check("owner").type("label", "Grace").click("#issue");
    lookAt("invited");
    String code = browser.text("#invitation-code");
    try (Chromium guest = Chromium.open(broker.plan().url(), "de")) {
      guest.get("/ui/invitation");
      assertThat(guest.text("h1")).isNotEqualTo("Invitation");
      guest.type("secret", code).type("username", "grace").type("password", PASSWORD);
      guest.click("#accept");
      guest.get("/ui/sign-in").type("username", "grace").type("password", PASSWORD);
      guest.click("#sign-in");
      assertThat(guest.path()).isEqualTo("/ui/inbox");
      browser.get("/ui/people").follow("grace");
      lookAt("person");
      browser.click("#disable");
      assertThat(guest.get("/ui/inbox").path()).startsWith("/ui/sign-in");
    }
    lookAt("people-disabled", "/ui/people");
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
                "grace",
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
        reader -> reader.type("name", "").click("#create"),
        reader -> reader.type("name", "Mine").type("models", "gpt-fake").click("#create"),
        reader -> reader.get(asked.text("approvalUrl")).click("#approve"),
        reader -> reader.get("/ui/grant?grant=" + asked.text("grant", "id")).click("#issue"),
        reader -> reader.get("/ui/apps").type("host", "x").click("#block-typed"),
        reader -> reader.type("host", "blocked.example").click("#block-typed"),
        reader -> reader.get("/ui/clients").type("client_name", "x").type("client_uri", "x"),
        reader -> reader.type("client_uri", "https://x.example").type("redirect_uris", "x"),
        reader -> reader.click("#register"),
        reader -> reader.type("redirect_uris", "https://x.example/").click("#register"),
        reader -> reader.get("/ui/price?provider=openai&model=x").type("input", "1").click("#set"),
        reader ->
            reader.get("/ui/price?provider=openai&model=x").type("input", "0.1").click("#set"),
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
    places.put("/ui/price", List.of("/ui/price", "/ui/price?provider=openai&model=x"));
    places.put("/ui/person", List.of(linked(reader, "/ui/people", "person?id=")));
    places.put(
        "/ui/provider-key", List.of(linked(reader, "/ui/provider-keys", "provider-key?chosen=")));
    return places.values().stream().flatMap(List::stream).toList();
  }

  private static String linked(Chromium reader, String page, String link) {
    return reader.get(page).click("a[href*='" + link + "']").path();
  }

  @Test
  @Order(11)
  void ownerCapsMoneyAndReadsTheBill() {
    BrokerClient.Reply asked =
        askWith(
            "\"maxBudgetCents\":1250",
            "Travel planner",
            "https://travel.example",
            "gpt-fake",
            "fake-no-usage",
            "gpt-big");
    browser.get(asked.text("approvalUrl"));
    assertThat(browser.text("main")).contains("$12.50", "what these models cost: gpt-big");
    lookAt("consent-money");
    browser.type("maxBudget", "99").click("#approve");
    assertThat(browser.text("main")).contains("not above what was asked for");
    lookAt("consent-money-refused");
    browser.type("maxBudget", "5").click("#approve");
    String id = asked.text("grant", "id");
    String key = token(id, asked);
    assertThat(broker.post("/v1/chat/completions", key, body("gpt-fake")).status()).isEqualTo(200);
    assertThat(broker.post("/v1/chat/completions", key, streamed("fake-no-usage")).status())
        .isEqualTo(200);
    assertThat(broker.post("/v1/chat/completions", key, body("gpt-big")).status()).isEqualTo(403);
    browser.get("/ui/grant?grant=" + id);
    lookAt("grant-money");
    browser.unfold();
    assertThat(browser.text("main"))
        .contains("$5.00", "× $2.50 per million (standard)", "did not say what was used");
    lookAt("grant-bill");
    browser.type("maxBudget", "7.50").click("#save-change");
    assertThat(browser.text("main")).contains("The grant is changed.", "$7.50");
    browser.unfold().type("maxBudget", "7.50").click("#save-change");
    assertThat(browser.text("main")).contains("This is how it is already.");
    lookAt("grant-changed");
    lookAt("grants-money", "/ui/grants");
    assertThat(browser.text("main")).contains("of $7.50");
  }

  @Test
  @Order(12)
  void ownerLimitsWhatGrantsSpendTogether() {
    lookAt("budgets-empty", "/ui/budgets");
    browser.type("limit", "much").click("#set");
    assertThat(browser.text("main")).contains("such as 12.50");
    browser.type("limit", "20").click("#set");
    assertThat(browser.text("main")).contains("The budget is set.", "$20.00");
    browser.get("/ui/budgets?level=app").type("host", "https://travel.example").type("limit", "5");
    browser.click("#set");
    assertThat(browser.text("main")).contains("Give a host such as app.example");
    lookAt("budgets-refused");
    browser.type("host", "travel.example").click("#set");
    browser.get("/ui/budgets?level=key").type("limit", "0").click("#set");
    assertThat(browser.text("main")).contains("All apps of travel.example", "work", "$0.00");
    lookAt("budgets-grant", "/ui/budgets?level=grant");
    browser.type("limit", "3").click("#set");
    assertThat(browser.text("table")).contains("The grant ", "$3.00");
    lookAt("budgets", "/ui/budgets");
    browser.click("a[aria-label='Change the budget: All my grants together']");
    lookAt("budget-change");
    browser.type("limit", "30,50").click("#set");
    assertThat(browser.text("table")).contains("$30.50").doesNotContain("$20.00");
    browser.click("input[aria-label^='Remove the budget: Provider key']");
    assertThat(browser.text("main")).contains("The budget is removed.");
    assertThat(browser.text("table")).doesNotContain("work");
  }

  @Test
  @Order(13)
  void operatorReadsPricesAndHasTheFileReadAgain() throws IOException {
    lookAt("prices", "/ui/prices");
    String before = browser.text("main code");
    browser.unfold();
    lookAt("prices-open");
    assertThat(browser.text("main")).contains("gpt-fake", "$2.50", "gpt-5.6");
    Files.writeString(prices, "{\"version\":\"1\",\"models\":[{}]}");
    browser.click("#reload");
    assertThat(browser.text("main")).contains("prices.json", "models[0]");
    lookAt("prices-fault");
    assertThat(browser.text("main code")).isEqualTo(before);
    price("gpt-fake", "gpt-5.6-dearer");
    browser.click("#reload");
    assertThat(browser.text("main")).contains("The file is read.", "gpt-5.6-dearer");
    assertThat(browser.text("main code")).isNotEqualTo(before);
  }

  @Test
  @Order(14)
  void operatorSetsThePriceOfOneModel() {
    lookAt("price-choose", "/ui/price");
    browser.get("/ui/price?provider=openai&model=a%20b");
    assertThat(browser.text("main")).contains("cannot be the name of a model");
    browser.get("/ui/price?provider=openai&model=gpt-own");
    assertThat(browser.text("main")).contains("not known");
    browser.type("input", "-2").click("#set");
    assertThat(browser.text("main")).contains("Type US dollars such as 2.50");
    lookAt("price-refused");
    browser.type("input", "2,50").type("output", "10").click("#set");
    assertThat(browser.path()).isEqualTo("/ui/prices?done=price-set");
    assertThat(browser.text("main")).contains("The price is set.", "gpt-own", "Input: $2.50");
    browser.click("a[aria-label='Change the price of gpt-own']");
    lookAt("price");
    browser.type("input", "1.25").click("#set");
    assertThat(browser.text("main")).contains("Input: $1.25 instead of $2.50", "Is that so?");
    lookAt("price-asked");
    browser.type("input", "1").click("#set");
    assertThat(browser.text("main")).as("another one").contains("Input: $1.00 instead of $2.50");
    browser.click("#set");
    assertThat(browser.text("main")).contains("The price is set.", "Input: $1.00");
    browser.unfold();
    lookAt("prices-set");
    browser.get("/ui/price?provider=openai&model=gpt-4o").type("input", "900").click("#set");
    browser.get("/ui/price?provider=openai&model=gpt-4o").click("#remove");
    assertThat(browser.text("main")).contains("What lies beneath is half of this price");
    lookAt("price-removal-asked");
    browser.click("#remove");
    assertThat(browser.text("main")).contains("The price is removed.");
    assertThat(browser.text("table")).doesNotContain("gpt-4o");
  }

  /** Writes the operator's file: that is what these models cost. */
  private static void price(String... models) {
    try {
      Files.writeString(
          prices,
          """
          {"version":"1","models":[{"provider":"openai","names":["%s"],"max-output":4096,
          "context-window":128000,"prices":[{"rates":{"input":2500000000,"output":10000000000}}]}]}
          """
              .formatted(String.join("\",\"", models)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void lookAt(String name, String path) {
    browser.get(path);
    lookAt(name);
  }

  private static void lookAt(String name) {
    browser.shoot(name);
    assertThat(browser.faults()).as(name).isEmpty();
  }

  private static String token(String id, BrokerClient.Reply asked) {
    return broker
        .post(
            "/tokens",
            "",
            "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}".formatted(id, asked.text("claimToken")))
        .expect(201)
        .text("token");
  }

  private static BrokerClient.Reply ask(String name, String url, String... models) {
    return askWith("\"maxRequests\":10", name, url, models);
  }

  private static BrokerClient.Reply askWith(String cap, String name, String url, String... models) {
    return broker
        .post(
            "/grant-requests",
            "",
            """
            {"appName":"%s","appUrl":"%s","reason":"To cook <b>well</b>","scope":{"provider":"openai",\
            "models":["%s"],"capabilities":["chat"],%s}}\
            """
                .formatted(name, url, String.join("\",\"", models), cap))
        .expect(201);
  }

  private static String body(String model) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
        .formatted(model);
  }

  private static String streamed(String model) {
    return body(model).replace("{\"model", "{\"stream\":true,\"model");
  }
}
