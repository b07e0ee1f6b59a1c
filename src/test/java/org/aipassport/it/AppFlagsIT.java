package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is odd about an app is told wherever somebody decides about it. */
@ArquillianTest
class AppFlagsIT {
  private static final String HOST = "flags.example:8443";
  private static final String BRAND = "It uses the name of a well-known provider";
  private static final String PORT = "It does not use the usual port of web sites.";

  private PageClient browser;

  @BeforeEach
  void signIn() {
    String[] unused = Broker.asOwner(); // sets the broker up
    browser = new PageClient().signIn("Owner", Broker.PASSWORD);
  }

  @Test
  void inboxAndConsentTellOfARequest() {
    JsonNode asked = ask();
    String grant = asked.at("/grant/id").asText();
    assertThat(between(page("/ui/inbox"), HOST, "consent?grant=" + grant)).contains(BRAND, PORT);
    assertThat(page("/ui/consent?grant=" + grant)).contains(BRAND, PORT);
    Undecided.deny(grant);
  }

  @Test
  void inboxAndItsOwnPageTellOfAChange() {
    JsonNode asked = ask();
    String grant = asked.at("/grant/id").asText();
    String key = "{\"keyId\":\"" + Broker.keyId("openai") + "\"}";
    created(Http.post("/grants/" + grant + "/approve", key, Broker.asOwner()));
    String claim = "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}";
    String proof = claim.formatted(grant, asked.get("claimToken").asText());
    String token = created(Http.post("/tokens", proof)).get("token").asText();
    String more = "{\"expiresInSeconds\":60,\"reason\":\"more\"}";
    String change =
        created(Http.post("/grants/self/amendments", more, Http.bearer(token)))
            .at("/amendment/id")
            .asText();
    assertThat(between(page("/ui/inbox"), HOST, "amendment?id=" + change)).contains(BRAND, PORT);
    assertThat(page("/ui/amendment?id=" + change)).contains(BRAND, PORT);
    assertThat(Http.post("/grants/" + grant + "/revoke", "", Broker.asOwner()).status())
        .isEqualTo(200);
  }

  private static JsonNode ask() {
    return created(
        Http.post(
            "/grant-requests",
            """
            {"appName":"OpenAI helper","appUrl":"https://flags.example:8443","reason":"to test",\
            "owner":"Owner","scope":{"provider":"openai","models":["gpt-fake"],\
            "capabilities":["chat"]}}"""));
  }

  private static JsonNode created(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    return answer.json();
  }

  private String page(String path) {
    Answer answer = browser.get(path, "Accept-Language", "en");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.text();
  }

  /** What stands before {@code end}, from the last {@code start} on. */
  private static String between(String text, String start, String end) {
    int to = text.indexOf(end);
    assertThat(to).as(text).isPositive();
    int from = text.lastIndexOf(start, to);
    assertThat(from).as(text).isNotNegative();
    return text.substring(from, to);
  }
}
