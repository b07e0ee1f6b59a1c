package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What the broker is for, as its owner and an app do it, each step checked. */
public final class FirstLight {
  /** A key as a provider would give it. */
  public static final String PROVIDER_KEY = "sk-first-light-canary-0123456789";

  private static final String CHAT = "/v1/chat/completions";

  private final BrokerProcess broker;
  private final String owner;

  /** A grant that was approved, and a token for it. */
  public record Granted(String id, String token) {}

  private FirstLight(BrokerProcess broker, String owner) {
    this.broker = broker;
    this.owner = owner;
  }

  /** Claims the broker and stores a provider key. */
  public static FirstLight begin(BrokerProcess broker) {
    FirstLight light = new FirstLight(broker, broker.setup());
    String key = "{\"provider\":\"openai\",\"key\":\"" + PROVIDER_KEY + "\"}";
    broker.post("/api/provider-keys", light.owner, key).expect(201);
    return light;
  }

  /** The same owner at another process: of the same database, or started again. */
  public FirstLight at(BrokerProcess other) {
    return new FirstLight(other, owner);
  }

  /** The owner's personal access token. */
  public String owner() {
    return owner;
  }

  /** An app asks; the answer to it. */
  public BrokerClient.Reply ask(String... models) {
    String json =
        "{\"appName\":\"Notes\",\"appUrl\":\"https://notes.example\",\"scope\":{\"provider\":\"openai\",\"models\":[\"%s\"],\"capabilities\":[\"chat\"]},\"reason\":\"To answer\"}";
    return broker.post("/grant-requests", "", json.formatted(String.join("\",\"", models)));
  }

  /** An app asks, the owner approves, the app gets its token. */
  public Granted grant(String... models) {
    BrokerClient.Reply asked = ask(models).expect(201);
    String id = asked.text("grant", "id");
    broker.post("/grants/" + id + "/approve", owner, "{}").expect(200);
    String proof =
        "{\"grantId\":\"%s\",\"claimToken\":\"%s\"}".formatted(id, asked.text("claimToken"));
    String token = broker.post("/tokens", "", proof).expect(201).text("token");
    return new Granted(id, token);
  }

  public BrokerClient.Reply look(String grant) {
    return broker.get("/grants/" + grant, owner);
  }

  public BrokerClient.Reply deny(String grant) {
    return broker.post("/grants/" + grant + "/deny", owner, "{}");
  }

  public BrokerClient.Reply revoke(String grant) {
    return broker.post("/grants/" + grant + "/revoke", owner, "{}");
  }

  /** One call with a token. */
  public BrokerClient.Reply call(String token) {
    return broker.post(CHAT, token, body("gpt-fake", false));
  }

  /** One call whose answer comes as events. */
  public BrokerClient.Events stream(String token, String model) {
    return broker.stream(CHAT, token, body(model, true));
  }

  private static String body(String model, boolean stream) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"stream\":%s}"
        .formatted(model, stream);
  }

  /** The rest of the journey: a grant, an answer whole and as events, the end of the grant. */
  public void walk() {
    Granted granted = grant("gpt-fake");
    assertThat(call(granted.token()).expect(200).body()).contains("You sent 5 characters.");
    assertThat(events(granted.token()))
        .hasSizeGreaterThan(5)
        .anySatisfy(event -> assertThat(event).contains("part 0"))
        .last()
        .isEqualTo("[DONE]");
    assertThat(look(granted.id()).expect(200).number("usageCount")).isEqualTo(2);
    revoke(granted.id()).expect(200);
    call(granted.token()).expect(401);
  }

  private List<String> events(String token) {
    try (BrokerClient.Events events = stream(token, "gpt-fake")) {
      assertThat(events.status()).isEqualTo(200);
      return events.rest();
    }
  }
}
