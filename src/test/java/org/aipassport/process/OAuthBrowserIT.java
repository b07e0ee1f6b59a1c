package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.aipassport.crypto.Sha256;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.Chromium;
import org.aipassport.support.FakeProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** An app of another origin sends its user to the broker in a real browser, and gets them back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OAuthBrowserIT {
  private static final String DETAILS =
      "[{\"type\":\"urn:aipassport:ai-access\",\"provider\":\"openai\",\"models\":[\"gpt-fake\"],"
          + "\"capabilities\":[\"chat\"],\"budget\":{\"amount\":\"0.005\",\"currency\":\"USD\"},"
          + "\"reason\":\"to test\"}]";

  private static FakeProvider fake;
  private static BrokerProcess broker;
  private static Chromium browser;
  private static HttpServer app;
  private static String client = "";

  @BeforeAll
  static void start() throws IOException {
    fake = FakeProvider.start(0);
    broker =
        BrokerProcess.plan(Homes.fresh(OAuthBrowserIT.class))
            .provider(fake)
            .set("aipassport.oauth.registration", "open")
            .start();
    broker.awaitHealthy(Duration.ofSeconds(240));
    String owner = broker.setup();
    broker
        .post("/api/provider-keys", owner, "{\"provider\":\"openai\",\"key\":\"sk-canary-oauth\"}")
        .expect(201);
    client =
        broker
            .post(
                "/oauth2/register",
                "",
                "{\"client_name\":\"Notes\",\"token_endpoint_auth_method\":\"none\","
                    + "\"redirect_uris\":[\"http://127.0.0.1/callback\",\"http://[::1]/callback\"]}")
            .expect(201)
            .text("client_id");
    app = serve(InetAddress.getByName("127.0.0.1"));
    browser = Chromium.open(broker.plan().url(), "en");
  }

  private static HttpServer serve(InetAddress address) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    server.createContext(
        "/callback",
        exchange -> {
          byte[] page =
              "<!doctype html><title>app</title><main>Welcome back</main>"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return server;
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    app.stop(0);
    broker.close();
    fake.close();
  }

  private static String origin() {
    return "http://127.0.0.1:" + app.getAddress().getPort();
  }

  private static String request(String redirectUri, String responseType) {
    return "/oauth2/authorize?response_type="
        + responseType
        + "&client_id="
        + client
        + "&state=s1&code_challenge_method=S256&code_challenge="
        + Sha256.base64Url("v".repeat(43).getBytes(StandardCharsets.US_ASCII))
        + "&redirect_uri="
        + URLEncoder.encode(redirectUri, StandardCharsets.UTF_8)
        + "&authorization_details="
        + URLEncoder.encode(DETAILS, StandardCharsets.UTF_8);
  }

  private static void arrivesWith(String address) {
    for (int i = 0; i < 50 && !browser.path().startsWith(address); i++) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    assertThat(browser.path()).startsWith(address);
    assertThat(browser.text("main")).isEqualTo("Welcome back");
  }

  @Test
  @Order(1)
  void whoeverIsNotSignedInSignsInDecidesAndComesBackToTheApp() {
    browser.get(request(origin() + "/callback", "code"));
    assertThat(browser.path()).startsWith("/ui/sign-in");
    browser.type("username", "ada").type("password", "correct horse battery").click("#sign-in");
    assertThat(browser.path()).startsWith("/ui/consent?grant=");
    assertThat(browser.text("main")).contains("127.0.0.1", "Notes", "to test");
    browser.click("#approve");
    arrivesWith(origin() + "/callback?code=aip_code_");
    assertThat(browser.path()).contains("&state=s1&iss=");
  }

  @Test
  @Order(2)
  void whoeverDeniesComesBackToo() {
    browser.get(request(origin() + "/callback", "code")).click("#deny");
    arrivesWith(origin() + "/callback?error=access_denied");
  }

  @Test
  @Order(3)
  void aFaultyRequestOfAnAppThatNobodyVouchesForStaysHere() {
    browser.get(request(origin() + "/callback", "token"));
    assertThat(browser.path()).startsWith("/oauth2/authorize?");
    assertThat(browser.text("body")).contains("response_type: must be code");
    browser.follow(origin() + "/callback");
    arrivesWith(origin() + "/callback?error=unsupported_response_type");
  }

  @Test
  @Order(4)
  void aLoopbackAddressOfIpv6IsReachedToo() throws IOException {
    HttpServer six = null;
    try {
      six = serve(InetAddress.getByName("::1"));
    } catch (IOException e) {
      Assumptions.abort("this machine has no IPv6");
    }
    try {
      String address = "http://[::1]:" + six.getAddress().getPort() + "/callback";
      browser.get(request(address, "code")).click("#approve");
      arrivesWith(address + "?code=aip_code_");
    } finally {
      six.stop(0);
    }
  }
}
