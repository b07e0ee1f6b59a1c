package org.aipassport.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.Chromium;
import org.aipassport.support.CookieBrowser;
import org.aipassport.support.Keycloak;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sign-in at a real Keycloak, as a browser goes through it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(240);
  private static final Pattern INPUT = Pattern.compile("<input[^>]*>");
  private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

  private static Keycloak keycloak;
  private static BrokerProcess broker;
  private static String operatorsToken;

  @BeforeAll
  static void start() throws Exception {
    Path home = Homes.fresh(KeycloakIT.class);
    BrokerPlan plan = BrokerProcess.plan(home);
    keycloak = Keycloak.start(plan.url()).orElse(null);
    if (keycloak == null) {
      String missing = "No Keycloak: org.keycloak:keycloak-quarkus-dist cannot be resolved";
      System.err.println("### KeycloakIT DID NOT RUN. " + missing);
      assertThat(System.getenv("CI")).as(missing).isNull();
      abort(missing);
    }
    Path secret = home.resolve("client-secret");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, Keycloak.SECRET + "\n");
    broker =
        plan.set("aipassport.oidc.issuer", keycloak.issuer())
            .set("aipassport.oidc.client-id", Keycloak.CLIENT)
            .set("aipassport.oidc.client-secret-file", secret.toString())
            .set("aipassport.oidc.allow-private", "true")
            .set("aipassport.oidc.owner-groups", "owners")
            .set("aipassport.oidc.operator-groups", "operators")
            .set("mp.jwt.verify.issuer", keycloak.issuer())
            .set(
                "mp.jwt.verify.publickey.location",
                keycloak.issuer() + "/protocol/openid-connect/certs")
            .set("mp.jwt.verify.audiences", Keycloak.CLIENT)
            .start()
            .awaitHealthy(LONGEST_START);
    operatorsToken = broker.setup();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
    if (keycloak != null) {
      keycloak.close();
    }
  }

  @Test
  @Order(1)
  void carolSignsInAndIsWhereSheWantedToBe() {
    CookieBrowser browser = new CookieBrowser();
    CookieBrowser.Page back = signIn(browser, "?return=/ui/account");
    assertThat(back.location()).isEqualTo(at("/ui/account").toString());
    assertThat(browser.get(back.next()).expect(200).body()).contains("carol");
  }

  /** Keycloak knows the browser: coming back from there alone proves nothing. */
  @Test
  @Order(1)
  void whoHasToConfirmThatItIsThemTypesTheirPasswordAtKeycloakAgain() {
    CookieBrowser browser = new CookieBrowser();
    signIn(browser, "");
    String page = browser.get(at("/ui/sign-in-again?return=/ui/tool")).expect(200).body();
    assertThat(page)
        .containsPattern("\"/ui/oidc/start\\?csrf=[^&]{43}&amp;fresh=1&amp;return=%2Fui%2Ftool\"")
        .doesNotContain("type=\"password\"");
    URI asked = browser.follow(at("/ui/oidc/start?fresh=1&return=%2Fui%2Ftool")).expect(302).next();
    assertThat(browser.get(asked).expect(200).body()).contains("password"); // typed again
    CookieBrowser.Page back = browser.get(typed(browser, asked)).expect(303);
    assertThat(back.location()).isEqualTo(at("/ui/tool").toString());
    browser.get(back.next()).expect(200);
  }

  @Test
  @Order(2)
  void openRedirectsLeadHome() {
    for (String wanted :
        new String[] {
          "https://evil.example/",
          "//evil.example",
          "/ui//evil",
          "/ui/%5Cevil",
          "/\\evil",
          "/ui/../x",
          "/ui/a?b=//evil"
        }) {
      CookieBrowser browser = new CookieBrowser();
      String query = "?return=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
      assertThat(signIn(browser, query).location()).as(wanted).isEqualTo(at("/ui/").toString());
    }
  }

  /** Else images on another site's page would begin sign-ins until their reader can begin none. */
  @Test
  @Order(3)
  void onlyTheLinkOfAPageBeginsASignIn() {
    URI start = at("/ui/oidc/start?return=%2Fui%2Faccount");
    URI page = at("/ui/sign-in?return=%2Fui%2Faccount");
    for (Map<String, String> said :
        List.of(
            Map.<String, String>of(),
            metadata("cross-site", "no-cors", "image"),
            metadata("same-site", "navigate", "document"),
            metadata("cross-site", "navigate", "document"),
            metadata("none", "navigate", "document"),
            metadata("same-origin", "navigate", "iframe"),
            Map.of("Sec-Fetch-Dest", "document"))) {
      CookieBrowser.Page led = new CookieBrowser().get(start, said).expect(303);
      assertThat(led.next()).as("%s", said).isEqualTo(page);
    }
    CookieBrowser old = new CookieBrowser();
    URI link = linkOn(old.get(page).expect(200));
    old.get(link).expect(302); // a browser that says nothing of what it asks
    new CookieBrowser().get(link).expect(303); // the link of another's page
  }

  @Test
  @Order(3)
  void realBrowserIsLedToThePageByAForeignLinkAndToKeycloakByItsButton() throws IOException {
    HttpServer foreign = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    byte[] page = ("<a href='" + at("/ui/oidc/start") + "'>sign in</a>").getBytes(UTF_8);
    foreign.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    foreign.start();
    try (Chromium browser = Chromium.open(broker.plan().url(), "en")) {
      browser.get("http://127.0.0.1:" + foreign.getAddress().getPort() + "/").click("a");
      assertThat(browser.path()).isEqualTo("/ui/sign-in");
      browser.click("#sign-in-elsewhere");
      browser.type("username", "carol").type("password", Keycloak.PASSWORD).click("#kc-login");
      assertThat(browser.path()).isEqualTo("/ui/inbox");
    } finally {
      foreign.stop(0);
    }
  }

  private static Map<String, String> metadata(String site, String mode, String wanted) {
    return Map.of("Sec-Fetch-Site", site, "Sec-Fetch-Mode", mode, "Sec-Fetch-Dest", wanted);
  }

  private static URI linkOn(CookieBrowser.Page page) {
    Matcher link = Pattern.compile("href=\"([^\"]*/oidc/start[^\"]*)\"").matcher(page.body());
    assertThat(link.find()).as(page.body()).isTrue();
    return page.url().resolve(link.group(1).replace("&amp;", "&"));
  }

  @Test
  @Order(3)
  void wrongStateAnotherBrowserAndASpentCodeSignNobodyIn() {
    CookieBrowser browser = new CookieBrowser();
    URI callback = typed(browser, browser.follow(at("/ui/oidc/start")).expect(302).next());
    isRefusedByAPage(new CookieBrowser().get(callback), 400);
    String otherState = callback.toString().replaceFirst("state=[^&]+", "state=" + "x".repeat(43));
    isRefusedByAPage(browser.get(URI.create(otherState)), 400);
    browser.get(callback).expect(303);
    browser.get(at("/ui/account")).expect(200);
    isRefusedByAPage(browser.get(callback), 400);
  }

  @Test
  @Order(4)
  void aCodeThatWasRedeemedElsewhereSignsNobodyIn() {
    CookieBrowser first = new CookieBrowser();
    URI spent = typed(first, first.follow(at("/ui/oidc/start")).expect(302).next());
    first.get(spent).expect(303);
    CookieBrowser second = new CookieBrowser();
    URI own = typed(second, second.follow(at("/ui/oidc/start")).expect(302).next());
    String code = query(spent, "code");
    String mixed =
        own.toString().replaceFirst("code=[^&]+", Matcher.quoteReplacement("code=" + code));
    isRefusedByAPage(second.get(URI.create(mixed)), 400);
  }

  /** Of two codes that are as old, Keycloak takes the one that is not past its end. */
  @Test
  @Order(5)
  void anExpiredCodeSignsNobodyIn() {
    Duration usual = keycloak.codeLifespan(Duration.ofSeconds(1));
    CookieBrowser late = new CookieBrowser();
    URI expired;
    try {
      expired = typed(late, late.follow(at("/ui/oidc/start")).expect(302).next());
    } finally {
      keycloak.codeLifespan(usual);
    }
    CookieBrowser other = new CookieBrowser();
    URI valid = typed(other, other.follow(at("/ui/oidc/start")).expect(302).next());
    passes(Duration.ofSeconds(3));
    CookieBrowser.Page page = late.get(expired);
    isRefusedByAPage(page, 400);
    assertThat(page.body()).contains("This sign-in has expired");
    late.get(at("/ui/account")).expect(303);
    other.get(valid).expect(303);
    other.get(at("/ui/account")).expect(200);
    signIn(late, ""); // from here on as if nothing had been
    late.get(at("/ui/account")).expect(200);
  }

  /** The nonce is changed on the way to Keycloak: its token is then not the one asked for. */
  @Test
  @Order(6)
  void wrongNonceSignsNobodyIn() {
    CookieBrowser browser = new CookieBrowser();
    URI asked = browser.follow(at("/ui/oidc/start")).expect(302).next();
    String changed = asked.toString().replaceFirst("nonce=[^&]+", "nonce=" + "x".repeat(43));
    isRefusedByAPage(browser.get(typed(browser, URI.create(changed))), 502);
  }

  @Test
  @Order(7)
  void groupsDecideAtTheNextSignIn() {
    assertThat(rolesOfCarol()).containsExactly("owner");
    keycloak.group("operators", true);
    keycloak.group("owners", false);
    signInInAnotherSecond();
    assertThat(rolesOfCarol()).containsExactly("operator");
    keycloak.group("operators", false);
    keycloak.group("owners", true);
    signInInAnotherSecond();
    assertThat(rolesOfCarol()).containsExactly("owner");
  }

  @Test
  @Order(8)
  void theLossOfAllGroupsEndsGrantsAndSessionsAtTheNextSignIn() {
    CookieBrowser earlier = new CookieBrowser();
    signIn(earlier, "");
    String owner = keycloak.accessToken();
    String grant = grant(owner);
    keycloak.group("owners", false);
    passes(Duration.ofMillis(1_100));
    isRefusedByAPage(callback(new CookieBrowser(), ""), 403);
    earlier.get(at("/ui/account")).expect(303);
    assertThat(broker.get("/grants/" + grant, owner).expect(200).text("status"))
        .isEqualTo("frozen");
    broker.post("/api/stop", owner, "{}").expect(403); // an older token says owner still
    assertThat(rolesOfCarol()).isEmpty();
    keycloak.group("owners", true);
    signInInAnotherSecond();
    assertThat(rolesOfCarol()).containsExactly("owner");
    assertThat(broker.get("/grants/" + grant, keycloak.accessToken()).expect(200).text("status"))
        .isEqualTo("frozen");
  }

  /** A grant of an owner's for a tool, approved at once. */
  private static String grant(String owner) {
    broker
        .post("/api/provider-keys", owner, "{\"provider\":\"openai\",\"key\":\"sk-canary\"}")
        .expect(201);
    return broker
        .post(
            "/api/grants",
            owner,
            """
            {"name":"Tool","scope":{"provider":"openai","models":["gpt-fake"],\
            "capabilities":["chat"],"maxRequests":9}}""")
        .expect(201)
        .text("grant", "id");
  }

  @Test
  @Order(9)
  void scriptsComeWithTokensOfKeycloak() {
    String token = keycloak.accessToken();
    broker.get("/api/personal-tokens", token).expect(200);
    broker.get("/grants", token).expect(200);
    broker.get("/api/personal-tokens", token.substring(0, token.length() - 8)).expect(401);
    broker.get("/api/personal-tokens", operatorsToken).expect(200);
  }

  @Test
  @Order(10)
  void signOutAtKeycloakEndsTheSessionHere() {
    CookieBrowser browser = new CookieBrowser();
    signIn(browser, "");
    browser.get(at("/ui/account")).expect(200);
    keycloak.signOut();
    broker.await(
        "told of the sign-out",
        Duration.ofSeconds(10),
        () -> browser.get(at("/ui/account")).status() == 303);
  }

  @Test
  @Order(11)
  void backChannelTakesNoTokenButKeycloaks() {
    CookieBrowser nobody = new CookieBrowser();
    URI endpoint = at("/ui/oidc/backchannel-logout");
    isRefused(nobody.post(endpoint, Map.of("logout_token", keycloak.accessToken())), 400);
    isRefused(nobody.post(endpoint, Map.of("logout_token", "x.y.z")), 400);
    isRefused(nobody.post(endpoint, Map.of()), 400);
    isRefused(nobody.get(endpoint), 405);
  }

  @Test
  @Order(12)
  void signOutHereSignsOutAtKeycloak() {
    CookieBrowser browser = new CookieBrowser();
    signIn(browser, "");
    CookieBrowser.Page page = browser.get(at("/ui/account")).expect(200);
    CookieBrowser.Page out = browser.post(page.url(), signOutForm(page.body())).expect(200);
    assertThat(out.refresh()).startsWith("0; url=" + keycloak.issuer()).contains("id_token_hint=");
    URI elsewhere = URI.create(out.refresh().substring("0; url=".length()));
    CookieBrowser.Page there = browser.get(elsewhere).expect(302);
    assertThat(there.location()).isEqualTo(at("/ui/signed-out").toString());
    browser.get(at("/ui/account")).expect(303);
    URI asked = browser.follow(at("/ui/oidc/start")).expect(302).next();
    assertThat(browser.get(asked).expect(200).body()).contains("password"); // typed again
  }

  @Test
  @Order(13)
  void withoutKeycloakSessionsGoOnAndNewSignInsAreToldClearly() {
    CookieBrowser browser = new CookieBrowser();
    signIn(browser, "");
    keycloak.close();
    browser.get(at("/ui/account")).expect(200);
    broker.await(
        "missing Keycloak",
        Duration.ofSeconds(20),
        () -> new CookieBrowser().follow(at("/ui/oidc/start")).status() == 503);
    CookieBrowser.Page page = new CookieBrowser().follow(at("/ui/oidc/start"));
    isRefusedByAPage(page, 503);
    assertThat(page.retryAfter()).isNotEmpty();
    assertThat(page.body()).contains("identity provider");
    broker.get("/health/ready", "").expect(200);
  }

  /** Of tokens of one second it is not known which is the later, and only common roles count. */
  private static void signInInAnotherSecond() {
    passes(Duration.ofMillis(1_100));
    signIn(new CookieBrowser(), "");
  }

  private static void passes(Duration time) {
    Instant end = Instant.now().plus(time);
    broker.await("later", time.plusSeconds(5), () -> Instant.now().isAfter(end));
  }

  private static List<String> rolesOfCarol() {
    String body = broker.get("/api/people", operatorsToken).expect(200).body();
    for (JsonValue person : ((JsonArray) Json.parse(body.getBytes(UTF_8))).values()) {
      JsonObject fields = (JsonObject) person;
      if (((JsonString) fields.get("username")).value().equals("carol")) {
        return ((JsonArray) fields.get("roles"))
            .values().stream().map(role -> ((JsonString) role).value()).toList();
      }
    }
    throw new AssertionError("carol is not known");
  }

  private static URI at(String path) {
    return URI.create(broker.plan().url() + path);
  }

  /** From the broker's button to the broker's answer to Keycloak's. */
  private static CookieBrowser.Page signIn(CookieBrowser browser, String query) {
    return callback(browser, query).expect(303);
  }

  /** As {@link #signIn}, whatever the broker answers. */
  private static CookieBrowser.Page callback(CookieBrowser browser, String query) {
    URI asked = browser.follow(at("/ui/oidc/start" + query)).expect(302).next();
    return browser.get(typed(browser, asked));
  }

  /** Where Keycloak sends a browser in which carol has typed her password. */
  private static URI typed(CookieBrowser browser, URI asked) {
    CookieBrowser.Page form = browser.get(asked);
    if (form.status() == 302) {
      return form.next(); // Keycloak knows the browser
    }
    Matcher action = FORM.matcher(form.expect(200).body());
    assertThat(action.find()).as(form.body()).isTrue();
    return browser
        .post(
            URI.create(action.group(1).replace("&amp;", "&")),
            Map.of("username", "carol", "password", Keycloak.PASSWORD, "credentialId", ""))
        .expect(302)
        .next();
  }

  private static String query(URI url, String name) {
    Matcher found = Pattern.compile("[?&]" + name + "=([^&]+)").matcher(url.toString());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** Refused with that status, and no session in its browser. */
  private static void isRefused(CookieBrowser.Page page, int status) {
    page.expect(status);
  }

  /** As the other, and told by a page of the broker's own. */
  private static void isRefusedByAPage(CookieBrowser.Page page, int status) {
    isRefused(page, status);
    assertThat(page.body()).contains("/ui/assets/style.css", "</html>");
  }

  /** What a browser would send for a click on the button of that form. */
  private static Map<String, String> signOutForm(String page) {
    int start = page.indexOf("id=\"sign-out-form\"");
    String form = page.substring(start, page.indexOf("</form>", start));
    Map<String, String> fields = new TreeMap<>();
    Matcher inputs = INPUT.matcher(form);
    while (inputs.find()) {
      fields.put(attribute(inputs.group(), "name"), attribute(inputs.group(), "value"));
    }
    return fields;
  }

  private static String attribute(String tag, String name) {
    Matcher found = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(tag);
    return found.find() ? found.group(1) : "";
  }
}
