package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.Chromium;
import org.aipassport.support.FakeProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pages about money in German, whose words are longer: each is checked against WCAG 2.2 AA and
 * for scrolling sideways, wide and narrow, light and dark, and its looks are kept.
 */
class GermanBrowserIT {
  private static final String CHAT = "/v1/chat/completions";

  private static FakeProvider fake;
  private static BrokerProcess broker;
  private static Chromium browser;
  private static String owner = "";
  private static String grant = "";
  private static String token = "";

  @BeforeAll
  static void start() throws IOException {
    fake = FakeProvider.start(0);
    Path home = Homes.fresh(GermanBrowserIT.class);
    Path prices = home.resolve("prices.json");
    Files.writeString(
        prices,
        """
        {"version":"1","models":[{"provider":"openai","names":["gpt-fake","fake-no-usage"],
        "max-output":4096,"context-window":128000,
        "prices":[{"rates":{"input":2500000000,"output":10000000000}}]}]}
        """);
    broker =
        BrokerProcess.plan(home)
            .provider(fake)
            .set("aipassport.prices.file", prices.toAbsolutePath().toString())
            .start();
    broker.awaitHealthy(Duration.ofSeconds(240));
    owner = broker.setup();
    grantAndCalls();
    browser = Chromium.open(broker.plan().url(), "de");
    browser.get("/ui/sign-in").type("username", "ada").type("password", "correct horse battery");
    browser.click("#sign-in");
    assertThat(browser.path()).isEqualTo("/ui/inbox");
  }

  /** A grant with a cap on money, calls on it, and one with a member that nobody knows. */
  private static void grantAndCalls() {
    made("/api/provider-keys", "{'provider':'openai','key':'sk-canary-german','label':'Arbeit'}");
    BrokerClient.Reply asked =
        broker
            .post(
                "/grant-requests",
                "",
                json(
                    "{'appName':'Reiseplaner','appUrl':'https://reisen.example','reason':'Damit Ihre"
                        + " Reisen gut geplant sind','scope':{'provider':'openai','models':['gpt-fake',"
                        + "'fake-no-usage'],'capabilities':['chat'],'maxBudgetCents':1250}}"))
            .expect(201);
    grant = asked.text("grant", "id");
    broker.post("/grants/" + grant + "/approve", owner, "{}").expect(200);
    String proof = "{'grantId':'" + grant + "','claimToken':'" + asked.text("claimToken") + "'}";
    token = broker.post("/tokens", "", json(proof)).expect(201).text("token");
    call("gpt-fake", "").expect(200);
    call("fake-no-usage", "'stream':true,").expect(200);
    call("gpt-fake", "'reasoning_budget_per_answer':7,").expect(403);
  }

  private static BrokerClient.Reply call(String model, String more) {
    String body = "{%s'model':'%s','messages':[{'role':'user','content':'hello'}]}";
    return broker.post(CHAT, token, json(body.formatted(more, model)));
  }

  private static BrokerClient.Reply made(String path, String json) {
    BrokerClient.Reply reply = broker.post(path, owner, json(json));
    assertThat(reply.status()).as(reply.body()).isBetween(200, 201);
    return reply;
  }

  private static String json(String text) {
    return text.replace('\'', '"');
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
  void budgets() {
    browser.get("/ui/budgets");
    lookAt("budgets-empty");
    made("/api/budgets", "{'level':'account','period':'month','limitCents':2000}");
    made(
        "/api/budgets",
        "{'level':'app','subject':'reisen.example','period':'total','limitCents':123456}");
    browser.get("/ui/budgets?level=key").type("limit", "0").click("#set");
    assertThat(browser.text("main")).contains("Das Budget ist festgelegt.", "20,00 $");
    lookAt("budgets");
    browser.click("a[aria-label^='Budget ändern']");
    lookAt("budget-change");
    browser.get("/ui/budgets?level=app").type("host", "https://x").type("limit", "5");
    browser.click("#set");
    lookAt("budgets-refused");
  }

  @Test
  void prices() {
    browser.get("/ui/prices");
    lookAt("prices");
    browser.unfold();
    lookAt("prices-open");
  }

  @Test
  void amendment() {
    String body =
        "{'reason':'Für die längere Reise im Sommer, mit Bildern von den Orten.','scope':{"
            + "'provider':'openai','models':['gpt-fake','gpt-big'],'capabilities':['chat','images'],"
            + "'maxBudgetCents':2050,'maxRequests':12500},'expiresInSeconds':604800}";
    String id = broker.post("/grants/self/amendments", token, json(body)).text("amendment", "id");
    browser.get("/ui/inbox");
    lookAt("inbox-change");
    browser.get("/ui/amendment?id=" + id);
    assertThat(browser.text("main")).contains("12,50 $", "20,50 $", "12.500");
    lookAt("amendment");
  }

  @Test
  void unknownMembers() {
    broker.await(
        "telling of the member",
        Duration.ofSeconds(30),
        () -> broker.get("/api/unknown-members", owner).body().contains("reasoning_budget"));
    browser.get("/ui/unknown-members");
    lookAt("unknown-members");
    browser.click("main input[type=submit]");
    lookAt("unknown-members-passing");
  }

  @Test
  void changeOfAGrant() {
    browser.get("/ui/grant?grant=" + grant).unfold();
    assertThat(browser.js("document.getElementById('maxBudget').value")).isEqualTo("12,50");
    lookAt("grant-change");
    browser.type("maxBudget", "viel").click("#save-change");
    browser.unfold();
    lookAt("grant-change-refused");
  }

  private static void lookAt(String name) {
    browser.shoot("german-" + name);
    assertThat(browser.faults()).as(name).isEmpty();
  }
}
