package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No call uses more than its bound, however wasteful the upstream is. */
class BoundPropertyTest {
  private static final int SEEDS = 1_000;
  private static final long LIMIT = 1_000;

  @ParameterizedTest
  @CsvSource({
    "openai, chat_completions",
    "openai, responses",
    "openai, completions",
    "openai, embeddings",
    "openai, images_generations",
    "anthropic, messages",
    "google, generate_content",
    "google, embed_content",
    "google, batch_embed_contents"
  })
  void boundIsNeverBelowWhatAWastefulUpstreamCounts(String type, String name) {
    ProviderTable table = GivenProviders.table(type);
    Operation operation = table.operations().get(name);
    LenientCounter counter = new LenientCounter(type);
    int accepted = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      JsonObject asked = new RandomCall(seed, type, name).body(operation.route().at().hasModel());
      try {
        Understood call =
            Asking.ask(table, operation.route().at().with(new ModelName("m")), asked, false);
        BoundedCall bounded = Bounded.of(call);
        JsonObject sent = bounded.withOutputLimit(call.body(), LIMIT);
        long limit = Math.min(LIMIT, bounded.askedOutput().orElse(LIMIT));
        UsageBound bound = bounded.at(limit, OptionalLong.of(LenientCounter.WINDOW));
        assertThat(bound.inputTokens())
            .as(() -> seed(call, sent))
            .isGreaterThanOrEqualTo(counter.input(sent));
        if (bounded.output() != BoundedCall.Output.NONE) {
          assertThat(bound.outputTokens())
              .as(() -> seed(call, sent))
              .isGreaterThanOrEqualTo(answers(sent) * limit);
          assertThat(limitOf(sent)).isLessThanOrEqualTo(limit);
        }
        accepted++;
      } catch (RefusalException e) {
        // what is refused costs nothing
      }
    }
    assertThat(accepted).as("bodies that were not refused").isGreaterThan(SEEDS / 50);
  }

  private static String seed(Understood call, JsonObject sent) {
    return call.operation().name() + " " + Json.text(sent);
  }

  private static long limitOf(JsonObject body) {
    long limit = 0;
    for (String name :
        new String[] {
          "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens"
        }) {
      limit = Math.max(limit, number(body.get(name)));
    }
    for (String name : new String[] {"generationConfig", "generation_config"}) {
      limit =
          body.get(name) instanceof JsonObject config ? Math.max(limit, limitOf(config)) : limit;
    }
    return limit;
  }

  private static long answers(JsonObject body) {
    long answers = Math.max(1, Math.max(number(body.get("n")), number(body.get("best_of"))));
    for (String name : new String[] {"generationConfig", "generation_config"}) {
      if (body.get(name) instanceof JsonObject config) {
        answers = Math.max(answers, number(config.get("candidateCount")));
        answers = Math.max(answers, number(config.get("candidate_count")));
      }
    }
    return body.get("prompt") instanceof JsonArray prompts && !prompts.values().isEmpty()
        ? answers * prompts.values().size()
        : answers;
  }

  private static long number(@org.jspecify.annotations.Nullable JsonValue value) {
    return value instanceof JsonNumber number ? number.exactLong().orElse(0) : 0;
  }
}
