package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * An approved grant and a token of its app.
 *
 * @param token an access token
 */
record TestGrant(String id, String claimToken, String token) {
  /** A grant of these models with every capability that the broker serves. */
  static TestGrant of(String provider, String... models) {
    return ask(provider).models(models).approved();
  }

  static Ask ask(String provider) {
    return new Ask(
        "https://app.example",
        provider,
        List.of(),
        List.of("chat", "embeddings", "images", "audio", "code"),
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        600);
  }

  String[] bearer() {
    return Http.bearer(token);
  }

  /** What the app can see of its grant. */
  JsonNode self() {
    Answer answer = Http.get("/grants/self", Http.bearer(claimToken));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  long used() {
    return self().get("used").get("requests").asLong();
  }

  long reserved() {
    return self().get("reserved").get("requests").asLong();
  }

  /** What its calls cost so far, in US dollars. */
  BigDecimal spent() {
    return new BigDecimal(self().get("used").get("usd").asText());
  }

  /** The most that its calls under way can cost, in US dollars. */
  BigDecimal kept() {
    return new BigDecimal(self().get("reserved").get("usd").asText());
  }

  void revoke() {
    Answer answer = Http.post("/grants/" + id + "/revoke", "{}", Broker.asOwner());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  /** What an app asks for, and for how many seconds its owner says yes. */
  record Ask(
      String appUrl,
      String provider,
      List<String> models,
      List<String> capabilities,
      OptionalLong maxRequests,
      OptionalLong maxBudgetCents,
      boolean store,
      int seconds) {
    Ask at(String url) {
      return new Ask(
          url, provider, models, capabilities, maxRequests, maxBudgetCents, store, seconds);
    }

    Ask models(String... names) {
      return new Ask(
          appUrl,
          provider,
          List.of(names),
          capabilities,
          maxRequests,
          maxBudgetCents,
          store,
          seconds);
    }

    Ask capabilities(String... names) {
      return new Ask(
          appUrl, provider, models, List.of(names), maxRequests, maxBudgetCents, store, seconds);
    }

    Ask maxRequests(long most) {
      return new Ask(
          appUrl,
          provider,
          models,
          capabilities,
          OptionalLong.of(most),
          maxBudgetCents,
          store,
          seconds);
    }

    Ask maxBudgetCents(long most) {
      return new Ask(
          appUrl,
          provider,
          models,
          capabilities,
          maxRequests,
          OptionalLong.of(most),
          store,
          seconds);
    }

    /** Asks that the provider may keep conversations. */
    Ask storing() {
      return new Ask(
          appUrl, provider, models, capabilities, maxRequests, maxBudgetCents, true, seconds);
    }

    Ask seconds(int lifetime) {
      return new Ask(
          appUrl, provider, models, capabilities, maxRequests, maxBudgetCents, store, lifetime);
    }

    String body() {
      String cap = maxRequests.isPresent() ? ",\"maxRequests\":" + maxRequests.getAsLong() : "";
      String budget =
          maxBudgetCents.isPresent() ? ",\"maxBudgetCents\":" + maxBudgetCents.getAsLong() : "";
      return """
      {"appName":"Test app","appUrl":"%s","reason":"to test",\
      "scope":{"provider":"%s","models":[%s],"capabilities":[%s]%s%s}}\
      """
          .formatted(
              appUrl,
              provider,
              quoted(models),
              quoted(capabilities),
              cap + budget,
              store ? ",\"store\":true" : "");
    }

    /** The answer to the request, still pending. */
    Answer request() {
      Answer answer = Http.post("/grant-requests", body());
      if (answer.status() == 429) { // all tests come from one address
        Undecided.deny();
        answer = Http.post("/grant-requests", body());
      }
      assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
      Undecided.add(answer.json().at("/grant/id").asText());
      return answer;
    }

    TestGrant approved() {
      return approved(provider.equals("ollama") ? "" : Broker.keyId(provider));
    }

    /** Approved with this provider key. */
    TestGrant approved(String keyId) {
      Answer asked = request();
      String id = asked.json().get("grant").get("id").asText();
      String claim = asked.json().get("claimToken").asText();
      String key = keyId.isEmpty() ? "" : ",\"keyId\":\"" + keyId + "\"";
      Answer approved =
          Http.post(
              "/grants/" + id + "/approve",
              "{\"expiresInSeconds\":" + seconds + key + "}",
              Broker.asOwner());
      assertThat(approved.status()).as(approved.toString()).isEqualTo(200);
      return new TestGrant(id, claim, token(id, claim));
    }

    private static String token(String id, String claim) {
      Answer answer =
          Http.post("/tokens", "{\"grantId\":\"" + id + "\",\"claimToken\":\"" + claim + "\"}");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
      return answer.json().get("token").asText();
    }

    private static String quoted(List<String> texts) {
      return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(","));
    }
  }
}
