package org.aipassport.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageReader;
import org.aipassport.providers.UsageTally;
import org.aipassport.support.Golden;
import org.aipassport.support.TestSettings;
import org.aipassport.values.ModelName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a provider's documented answer to the money, worked out by hand beside the files. */
class GoldenBillsTest {
  private final PriceBook prices = new PriceBook(TestSettings.defaults(), Clock.systemUTC());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai-chat",
        "openai-chat-stream",
        "openai-responses-long",
        "openai-embeddings",
        "openai-images",
        "openai-transcription",
        "anthropic-stream",
        "google-stream",
        "google-flex",
        "mistral-chat",
        "mistral-sound",
        "cohere-chat"
      })
  void documentedUsageComesToThisBill(String name) {
    JsonObject given = parsed(Golden.text("bills/" + name + ".json"));
    Provider provider = GivenProviders.of(text(given, "provider"), Map.of());
    UsageReader reader = provider.at(text(given, "path")).orElseThrow().answer().usage().reader();
    Price price =
        prices
            .find(provider, new ModelName(text(given, "model")), Instant.parse(text(given, "at")))
            .orElseThrow();
    assertThat(written(price.bill(counts(given, reader).orElseThrow())))
        .isEqualTo(Golden.text("bills/" + name + ".bill"));
  }

  private static Optional<UsageCounts> counts(JsonObject given, UsageReader reader) {
    if (given.get("answer") instanceof JsonObject answer) {
      return reader.whole(answer);
    }
    UsageTally tally = reader.tally();
    ((JsonArray) given.members().get("events"))
        .values()
        .forEach(event -> tally.feed((JsonObject) event));
    return tally.counts();
  }

  private static String written(Bill bill) {
    StringBuilder out = new StringBuilder();
    for (Bill.Line line : bill.lines()) {
      out.append(line.unit().wireName()).append(' ').append(line.count()).append(" x ");
      out.append(line.rate().isPresent() ? String.valueOf(line.rate().getAsLong()) : "?");
      out.append(' ').append(line.tier()).append('\n');
    }
    return out + bill.total().map(total -> "total " + total.decimal()).orElse("incomplete");
  }

  private static JsonObject parsed(String json) {
    return Json.parseObject(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String text(JsonObject object, String name) {
    return ((JsonString) object.members().get(name)).value();
  }
}
