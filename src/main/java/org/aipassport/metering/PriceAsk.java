package org.aipassport.metering;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.aipassport.config.ProviderType;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/** A price that an operator wants for one model, as rows keep it: in the form of a price file. */
public final class PriceAsk {
  private static final int WORD = 100;
  private static final int LONGEST = 8_000;

  private final PriceStep step;
  private final boolean dated;
  private final boolean confirmed;
  private final OptionalLong maxOutput;
  private final OptionalLong contextWindow;

  private PriceAsk(FieldReader from, RateForm form, Instant start) {
    this.dated = from.optionalBoolean("dated").orElse(false);
    this.confirmed = from.optionalBoolean("confirm").orElse(false);
    this.maxOutput = from.optionalLong("maxOutput", 1, PriceStepReader.MOST_TOKENS);
    this.contextWindow = from.optionalLong("contextWindow", 1, PriceStepReader.MOST_TOKENS);
    this.step = new PriceStepReader(form).read(from, start);
  }

  /**
   * Reads {@code {usdPerMillion{}, above[]?, tiers{}?, dated?, maxOutput?, contextWindow?, from?,
   * confirm?}}. {@code from} is a day to come, in UTC; without it the price holds at once.
   *
   * @throws RefusalException INVALID_FIELD naming the member that is wrong, missing or unknown
   */
  public static PriceAsk read(JsonObject body, Clock clock) {
    FieldReader from = FieldReader.of(body);
    Instant now = clock.instant();
    Instant start =
        from.optionalString("from", WORD).map(day -> PriceReader.day(day, "from")).orElse(now);
    if (start.isBefore(now)) {
      throw RefusalException.ofField("from", "must be a day after today; leave it out for at once");
    }
    PriceAsk ask = new PriceAsk(from, RateForm.WIRE, start);
    if (ask.column().length() > LONGEST) {
      throw RefusalException.ofField("tiers", "are too many");
    }
    return ask;
  }

  /** What a stored column holds. */
  static PriceAsk ofColumn(String column, Instant from) {
    return new PriceAsk(
        FieldReader.of(Json.parseObject(column.getBytes(StandardCharsets.UTF_8))),
        RateForm.FILE,
        from);
  }

  /** What a stored column holds. */
  String column() {
    JsonObject.Builder out = JsonObject.builder();
    if (dated) {
      out.put("dated", true);
    }
    maxOutput.ifPresent(most -> out.put("maxOutput", most));
    contextWindow.ifPresent(most -> out.put("contextWindow", most));
    write(out, step.standard());
    if (!step.tiers().isEmpty()) {
      JsonObject.Builder tiers = JsonObject.builder();
      new TreeMap<>(step.tiers())
          .forEach(
              (name, table) -> {
                JsonObject.Builder tier = JsonObject.builder();
                write(tier, table);
                tiers.put(name, tier.build());
              });
      out.put("tiers", tiers.build());
    }
    return Json.text(out.build());
  }

  private static void write(JsonObject.Builder out, RateTable table) {
    out.put(RateForm.FILE.member(), rates(table.at(0).rates()));
    Map<Long, Rates> above = table.above();
    if (!above.isEmpty()) {
      out.put(
          "above",
          new JsonArray(
              above.entrySet().stream()
                  .<JsonValue>map(
                      level ->
                          JsonObject.builder()
                              .put("tokens", level.getKey())
                              .put(RateForm.FILE.member(), rates(level.getValue()))
                              .build())
                  .toList()));
    }
  }

  private static JsonObject rates(Rates rates) {
    JsonObject.Builder out = JsonObject.builder();
    rates.each().forEach((unit, rate) -> out.put(unit.wireName(), rate));
    return out.build();
  }

  /** Whether it may be half of the price before, or less. */
  boolean confirmed() {
    return confirmed;
  }

  /** When it begins to hold. */
  Instant from() {
    return step.from();
  }

  /** What anybody pays who asks for no tier, for input of any length. */
  Rates standard() {
    return step.standard().at(0).rates();
  }

  /**
   * Finds that it says enough for a provider of that type.
   *
   * @throws RefusalException INVALID_FIELD if not
   */
  void requireEnough(ProviderType type) {
    PriceStepReader.requireEnough(step, type, RateForm.WIRE.member());
  }

  /** As an entry of the price book. */
  PriceEntry entry(PriceOverride.Subject subject, ProviderType type, long number) {
    return new PriceEntry(
        Optional.of(subject.provider()),
        type,
        Set.of(subject.model()),
        dated,
        confirmed,
        maxOutput,
        contextWindow,
        List.of(step),
        OptionalLong.of(number));
  }

  /** As an entry by which nothing has a price, so that under a cap every call is refused. */
  PriceEntry withoutPrice(PriceOverride.Subject subject, ProviderType type, long number) {
    return new PriceEntry(
        Optional.of(subject.provider()),
        type,
        Set.of(subject.model()),
        dated,
        confirmed,
        maxOutput,
        contextWindow,
        List.of(PriceStep.ofNothing(step.from())),
        OptionalLong.of(number));
  }
}
