package org.aipassport.metering;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.ProviderType;
import org.aipassport.config.Settings;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;

/** Reads a price file, every member of which must be known. */
final class PriceReader {
  private static final int LAST_YEAR = 9_999;
  private static final int WORD = 100;
  private static final int LONG = 300;
  private static final int MOST = 5000;
  private static final PriceStepReader STEPS = new PriceStepReader(RateForm.FILE);

  private final Settings settings;
  private final Set<String> seen = new HashSet<>();

  private PriceReader(Settings settings) {
    this.settings = settings;
  }

  /**
   * The list.
   *
   * @throws RefusalException INVALID_FIELD naming the member that is wrong, missing or unknown
   */
  static PriceList read(JsonObject source, Settings settings) {
    FieldReader file = FieldReader.of(source);
    PriceReader reader = new PriceReader(settings);
    PriceList list =
        new PriceList(
            file.text("version", WORD),
            file.objects("models", MOST).stream().map(reader::entry).toList());
    file.nothingElse();
    return list;
  }

  private PriceEntry entry(FieldReader from) {
    Optional<ProviderName> provider = provider(from);
    ProviderType type =
        provider
            .flatMap(settings::provider)
            .map(ProviderSettings::type)
            .orElseGet(() -> type(from));
    PriceEntry entry =
        new PriceEntry(
            provider,
            type,
            names(from, provider),
            from.optionalBoolean("dated").orElse(false),
            from.optionalBoolean("confirmed").orElse(false),
            from.optionalLong("max-output", 1, PriceStepReader.MOST_TOKENS),
            from.optionalLong("context-window", 1, PriceStepReader.MOST_TOKENS),
            steps(from),
            OptionalLong.empty());
    entry.steps().forEach(step -> PriceStepReader.requireEnough(step, type, from.path("prices")));
    from.optionalText("source", LONG);
    from.optionalString("read", WORD).ifPresent(day -> day(day, from.path("read")));
    from.nothingElse();
    return entry;
  }

  private Optional<ProviderName> provider(FieldReader from) {
    Optional<String> text = from.optionalString("provider", WORD);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (from.isPresent("type")) {
      throw RefusalException.ofField(
          from.path("type"), "stands beside provider; write one of them");
    }
    return Optional.of(
        settings.providers().stream()
            .map(ProviderSettings::name)
            .filter(name -> name.value().equals(text.get()))
            .findFirst()
            .orElseThrow(
                () ->
                    RefusalException.ofField(
                        from.path("provider"), "is no configured provider: " + text.get())));
  }

  private static ProviderType type(FieldReader from) {
    String text = from.string("type", WORD);
    return ProviderType.of(text)
        .orElseThrow(() -> RefusalException.ofField(from.path("type"), "is no type: " + text));
  }

  private Set<String> names(FieldReader from, Optional<ProviderName> provider) {
    List<String> names = from.strings("names", MOST, WORD);
    if (names.isEmpty()) {
      throw RefusalException.ofField(from.path("names"), "is empty");
    }
    String scope = provider.map(ProviderName::value).orElseGet(() -> "type " + type(from));
    for (String name : names) {
      boolean isAny = name.equals(PriceEntry.ANY) && provider.isPresent();
      if (!isAny && !ModelName.isName(name)) {
        throw RefusalException.ofField(
            from.path("names"),
            name.equals(PriceEntry.ANY) ? "* needs a provider" : "is no model's name: " + name);
      }
      if (!seen.add(scope + "/" + name)) {
        throw RefusalException.ofField(from.path("names"), "is there twice: " + name);
      }
    }
    return Set.copyOf(names);
  }

  private static List<PriceStep> steps(FieldReader from) {
    List<PriceStep> steps = new ArrayList<>();
    for (FieldReader one : from.objects("prices", MOST)) {
      PriceStep step = step(one);
      if (!steps.isEmpty() && !step.from().isAfter(steps.get(steps.size() - 1).from())) {
        throw RefusalException.ofField(one.path("from"), "is not after that of the one before");
      }
      steps.add(step);
    }
    if (steps.isEmpty()) {
      throw RefusalException.ofField(from.path("prices"), "is empty");
    }
    return steps;
  }

  private static PriceStep step(FieldReader from) {
    Instant start =
        from.optionalString("from", WORD)
            .map(day -> day(day, from.path("from")))
            .orElse(Instant.MIN);
    return STEPS.read(from, start);
  }

  /** The beginning of a day in UTC. */
  static Instant day(String text, String path) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 1 && day.getYear() <= LAST_YEAR) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
      }
    } catch (DateTimeParseException e) {
      // told below
    }
    throw RefusalException.ofField(path, "is no day such as 2026-11-26");
  }
}
