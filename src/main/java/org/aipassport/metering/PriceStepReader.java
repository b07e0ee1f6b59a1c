package org.aipassport.metering;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.aipassport.config.ProviderType;
import org.aipassport.json.FieldReader;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.UsageUnit;

/** Reads rates with all their tiers. */
final class PriceStepReader {
  /** The most tokens that a limit of any kind can be. */
  static final long MOST_TOKENS = 1_000_000_000; // as bounds have it

  private static final int MOST = 5000;

  private final RateForm form;

  PriceStepReader(RateForm form) {
    this.form = form;
  }

  /**
   * Reads rates, {@code above} and {@code tiers}, and nothing else.
   *
   * @throws RefusalException INVALID_FIELD naming the member that is wrong, missing or unknown
   */
  PriceStep read(FieldReader from, Instant start) {
    Map<String, RateTable> tiers = new HashMap<>();
    from.optionalObject("tiers").ifPresent(all -> all.names().forEach(n -> tier(tiers, all, n)));
    PriceStep step = new PriceStep(start, table(from), tiers);
    from.nothingElse();
    return step;
  }

  /**
   * Refuses rates of a type of provider of which not everything that they say is enough: at
   * Anthropic the rate of the input would be too little for a write to the cache.
   *
   * @throws RefusalException INVALID_FIELD of {@code path}
   */
  static void requireEnough(PriceStep step, ProviderType type, String path) {
    if (type != ProviderType.ANTHROPIC) {
      return;
    }
    for (RateTable table : step.all()) {
      for (RateTable.Level level : table.upTo(Long.MAX_VALUE)) {
        if (!level.rates().each().containsKey(UsageUnit.CACHE_WRITE)) {
          throw RefusalException.ofField(
              path, "lacks cache_write, which costs more than input at Anthropic");
        }
      }
    }
  }

  private void tier(Map<String, RateTable> tiers, FieldReader all, String name) {
    if (PriceStep.isStandard(name) || !name.equals(name.toLowerCase(Locale.ROOT))) {
      throw RefusalException.ofField(
          all.path(name), "is no further tier; names are in lower case, rates the standard's");
    }
    FieldReader one = all.object(name);
    tiers.put(name, table(one));
    one.nothingElse();
  }

  private RateTable table(FieldReader from) {
    Map<Long, Rates> above = new HashMap<>();
    if (from.isPresent("above")) {
      for (FieldReader level : from.objects("above", MOST)) {
        long tokens = level.longInRange("tokens", 0, MOST_TOKENS);
        if (above.put(tokens, rates(level)) != null) {
          throw RefusalException.ofField(level.path("tokens"), "is there twice: " + tokens);
        }
        level.nothingElse();
      }
    }
    return new RateTable(rates(from), above);
  }

  private Rates rates(FieldReader from) {
    FieldReader each = from.object(form.member());
    Map<UsageUnit, Long> rates = new EnumMap<>(UsageUnit.class);
    for (String name : each.names()) {
      rates.put(unit(name, each.path(name)), form.read(each, name));
    }
    if (rates.isEmpty()) {
      throw RefusalException.ofField(
          from.path(form.member()), "is empty; write 0 for what is free");
    }
    return new Rates(rates);
  }

  private static UsageUnit unit(String name, String path) {
    return UsageUnit.ofWireName(name)
        .orElseThrow(() -> RefusalException.ofField(path, "is no unit"));
  }
}
