package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * An SDK of npm's, unmodified, that plays scenarios of {@code src/test/node/sdks} with the broker's
 * address for its base URL and a token for its key.
 *
 * @param module the script that has the scenarios
 * @param environment what the SDK finds in its environment
 */
record NpmSdk(String module, Map<String, String> environment) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static NpmSdk openai(String token) {
    return new NpmSdk(
        "openai", Map.of("OPENAI_BASE_URL", Http.BROKER + "/v1", "OPENAI_API_KEY", token));
  }

  static NpmSdk anthropic(String token) {
    return new NpmSdk(
        "anthropic",
        Map.of("ANTHROPIC_BASE_URL", Http.BROKER.toString(), "ANTHROPIC_API_KEY", token));
  }

  static NpmSdk google(String token) {
    return new NpmSdk(
        "google",
        Map.of("GOOGLE_GEMINI_BASE_URL", Http.BROKER.toString(), "GEMINI_API_KEY", token));
  }

  /** Vercel's {@code ai} has many providers; they are told by {@code BROKER} and {@code TOKEN}. */
  static NpmSdk vercel(String token) {
    return new NpmSdk("vercel", Map.of("BROKER", Http.BROKER.toString(), "TOKEN", token));
  }

  /**
   * What came of a scenario.
   *
   * @param result missing if the SDK threw
   * @param error what it threw; missing if it did not
   * @param attempts how many requests the SDK made
   */
  record Outcome(JsonNode result, JsonNode error, int attempts, Duration took) {}

  /** Plays a scenario that ends well. */
  JsonNode play(String scenario, String... arguments) {
    Outcome outcome = outcome(scenario, arguments);
    assertThat(outcome.error().isMissingNode()).as(outcome.toString()).isTrue();
    return outcome.result();
  }

  /** Plays a scenario that the SDK ends with an error. */
  Outcome refused(String scenario, String... arguments) {
    Outcome outcome = outcome(scenario, arguments);
    assertThat(outcome.error().isObject()).as(outcome.toString()).isTrue();
    return outcome;
  }

  /**
   * Whether something comes about while the SDK still runs: the scenario lives on for some seconds
   * when all is said.
   */
  boolean whilePlaying(String scenario, BooleanSupplier comesAbout, String... arguments) {
    NpmPackages.SDKS.directory();
    CompletableFuture<JsonNode> playing =
        CompletableFuture.supplyAsync(() -> play(scenario, arguments));
    boolean so = Wait.until(PATIENCE, () -> playing.isDone() || comesAbout.getAsBoolean());
    boolean first = so && !playing.isDone();
    assertThat(texts(playing.join())).as("what was read").hasSize(3);
    return first;
  }

  private Outcome outcome(String scenario, String... arguments) {
    Path home = NpmPackages.SDKS.directory();
    List<String> command = new ArrayList<>(List.of("node", "run.mjs", module, scenario));
    command.addAll(List.of(arguments));
    Program.Ended ended = new Program(home, environment, PATIENCE).run(command);
    Canaries.heard(ended.toString(), module + " " + scenario);
    assertThat(ended.status()).as(ended.toString()).isZero();
    JsonNode said = json(ended.out());
    return new Outcome(
        said.path("result"),
        said.path("error"),
        said.get("attempts").asInt(),
        Duration.ofMillis(said.get("millis").asLong()));
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The strings of an array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
