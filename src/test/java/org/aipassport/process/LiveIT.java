package org.aipassport.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerPlan;
import org.aipassport.support.BrokerProcess;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real providers, with keys from the environment: what the broker bills is what they say was used,
 * whole and streamed. Each has a cap of 2 cents, so that all together cost less than 10. Where a
 * variable like {@code OPENAI_BASE_URL} is set, calls go there instead.
 */
@Tag("live")
class LiveIT {
  private static final Duration LONGEST_START = Duration.ofSeconds(120);
  private static final Duration SETTLED = Duration.ofSeconds(30);
  private static final int CENTS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAY =
      "Name the four seasons, in the order of the year, and nothing else.";

  /** Where each says what was used, and how much of that is input and output that is paid for. */
  private enum Live {
    OPENAI(
        "gpt-4.1-nano",
        "/v1/chat/completions",
        "/usage",
        List.of("prompt_tokens"),
        List.of("completion_tokens")),
    ANTHROPIC(
        "claude-haiku-4-5",
        "/v1/messages",
        "/usage",
        List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
        List.of("output_tokens")),
    GOOGLE(
        "gemini-2.5-flash-lite",
        "/v1beta/models/gemini-2.5-flash-lite:generateContent",
        "/usageMetadata",
        List.of("promptTokenCount"),
        List.of("candidatesTokenCount", "thoughtsTokenCount")),
    MISTRAL(
        "mistral-small-latest",
        "/v1/chat/completions",
        "/usage",
        List.of("prompt_tokens"),
        List.of("completion_tokens"));

    final String model;
    final String path;
    final String usage;
    final List<String> in;
    final List<String> out;

    Live(String model, String path, String usage, List<String> in, List<String> out) {
      this.model = model;
      this.path = path;
      this.usage = usage;
      this.in = in;
      this.out = out;
    }

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    Optional<String> key() {
      Stream<String> names =
          this == GOOGLE
              ? Stream.of("GEMINI_API_KEY", "GOOGLE_API_KEY")
              : Stream.of(name() + "_API_KEY");
      return names.map(System::getenv).filter(key -> key != null && !key.isBlank()).findFirst();
    }

    Optional<String> baseUrl() {
      return Optional.ofNullable(System.getenv(name() + "_BASE_URL"));
    }

    String body(boolean streamed) {
      return switch (this) {
        case GOOGLE ->
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%s\"}]}],\"generationConfig\":{\"maxOutputTokens\":64}}"
                .formatted(SAY);
        default ->
            "{\"model\":\"%s\",\"max_tokens\":64,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(model, streamed, SAY);
      };
    }

    String path(boolean streamed) {
      return this == GOOGLE && streamed
          ? path.replace(":generateContent", ":streamGenerateContent?alt=sse")
          : path;
    }
  }

  @ParameterizedTest
  @EnumSource
  void billIsWhatTheProviderSaysWasUsed(Live live) throws Exception {
    String key = live.key().orElseGet(() -> skip(live));
    BrokerPlan plan =
        BrokerProcess.plan(Homes.fresh(LiveIT.class))
            .set("aipassport.providers", live.wireName())
            .set("aipassport.provider." + live.wireName() + ".type", live.wireName());
    live.baseUrl()
        .ifPresent(
            url ->
                plan.set("aipassport.provider." + live.wireName() + ".base-url", url)
                    .set("aipassport.provider." + live.wireName() + ".allow-private", "true"));
    try (BrokerProcess broker = plan.start().awaitHealthy(LONGEST_START)) {
      String owner = broker.setup();
      String given = "{\"provider\":\"%s\",\"key\":\"%s\"}".formatted(live.wireName(), key);
      broker.post("/api/provider-keys", owner, given).expect(201);
      BrokerClient.Reply made = broker.post("/api/grants", owner, ask(live)).expect(201);
      String grant = made.text("grant", "id");
      String token = made.text("token");
      BrokerClient.Reply whole = broker.post(live.path(false), token, live.body(false)).expect(200);
      check(live, broker, owner, grant, JSON.readTree(whole.body()));
      try (BrokerClient.Events events = broker.stream(live.path(true), token, live.body(true))) {
        assertThat(events.status()).isEqualTo(200);
        assertThat(events.rest()).isNotEmpty();
      }
      broker.await(
          "settled",
          SETTLED,
          () -> broker.get("/grants/self", token).expect(200).number("reserved", "requests") == 0);
      JsonNode calls = calls(broker, owner, grant);
      assertThat(calls).hasSize(2);
      assertThat(calls.get(0).get("outcome").asText()).isEqualTo("completed");
      assertThat(count(calls.get(0).get("bill"), true))
          .as("the same text goes in, whole or streamed")
          .isEqualTo(count(calls.get(1).get("bill"), true));
      System.out.printf(
          "Live: %s, %s: %s USD whole, %s USD streamed%n",
          live.wireName(), live.model, calls.get(1).get("costUsd"), calls.get(0).get("costUsd"));
    }
  }

  private static String ask(Live live) {
    return "{\"name\":\"live\",\"scope\":{\"provider\":\"%s\",\"models\":[\"%s\"],\"capabilities\":[\"chat\"],\"maxBudgetCents\":%d}}"
        .formatted(live.wireName(), live.model, CENTS);
  }

  private static void check(
      Live live, BrokerProcess broker, String owner, String grant, JsonNode answer)
      throws IOException {
    JsonNode call = calls(broker, owner, grant).get(0);
    JsonNode usage = answer.at(live.usage);
    assertThat(count(call.get("bill"), true)).isEqualTo(sum(usage, live.in));
    assertThat(count(call.get("bill"), false)).isEqualTo(sum(usage, live.out));
    BigDecimal nanos = BigDecimal.ZERO;
    for (JsonNode line : call.at("/bill/lines")) {
      nanos =
          nanos.add(
              new BigDecimal(line.get("rate_nano_usd_per_million").asText())
                  .multiply(new BigDecimal(line.get("count").asText())));
    }
    assertThat(new BigDecimal(call.get("costUsd").asText()))
        .isEqualByComparingTo(nanos.movePointLeft(6).setScale(0, RoundingMode.UP).movePointLeft(9));
  }

  private static JsonNode calls(BrokerProcess broker, String owner, String grant)
      throws IOException {
    String page = broker.get("/api/grants/" + grant + "/calls", owner).expect(200).body();
    return JSON.readTree(page.getBytes(UTF_8)).get("calls");
  }

  /** The tokens of a bill that went in, or that came out. */
  private static long count(JsonNode bill, boolean in) {
    long count = 0;
    for (JsonNode line : bill.get("lines")) {
      String unit = line.get("unit").asText();
      boolean isOut = unit.contains("output") || unit.equals("reasoning");
      count += isOut == in ? 0 : line.get("count").asLong();
    }
    return count;
  }

  private static long sum(JsonNode usage, List<String> names) {
    return names.stream().mapToLong(name -> usage.path(name).asLong()).sum();
  }

  private static String skip(Live live) {
    String reason = "no key of " + live.wireName() + " in the environment";
    System.err.println("SKIPPED, NOT PASSED: " + reason);
    return Assumptions.abort(reason);
  }
}
