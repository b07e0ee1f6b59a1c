package org.aipassport.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.config.ProviderType;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;

/**
 * One model of a price file.
 *
 * @param provider the one provider that it is about; without, all of the type
 * @param names as the provider spells the model; {@code *} is any that no other entry names
 * @param dated whether a name with a date behind it is the same model
 * @param confirmed whether it may be much cheaper than the built-in one
 * @param steps by their time, the earliest first
 * @param number which decision of an operator's it is; empty for what stands in a file
 */
record PriceEntry(
    Optional<ProviderName> provider,
    ProviderType type,
    Set<String> names,
    boolean dated,
    boolean confirmed,
    OptionalLong maxOutput,
    OptionalLong contextWindow,
    List<PriceStep> steps,
    OptionalLong number) {
  static final String ANY = "*";

  private static final Pattern DATE =
      Pattern.compile(
          "-(20\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"
              + "|20\\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01]))$");

  PriceEntry {
    names = Set.copyOf(names);
    steps = List.copyOf(steps);
  }

  boolean names(ModelName model) {
    return names.contains(model.value());
  }

  /** Whether it is one of the names with a date behind it, {@code -20260930} for instance. */
  boolean namesUndated(ModelName model) {
    return dated && names.contains(DATE.matcher(model.value()).replaceFirst(""));
  }

  boolean isForAny() {
    return names.contains(ANY);
  }

  /** This entry; limits that it does not tell are those of the other. */
  PriceEntry withLimitsOf(PriceEntry other) {
    return new PriceEntry(
        provider,
        type,
        names,
        dated,
        confirmed,
        maxOutput.isPresent() ? maxOutput : other.maxOutput,
        contextWindow.isPresent() ? contextWindow : other.contextWindow,
        steps,
        number);
  }

  /**
   * The price that holds then; empty before the first.
   *
   * @param version of the files; the number of a decision is added
   */
  Optional<Price> priceAt(Instant at, String version) {
    String whole = number.isPresent() ? version + "#" + number.getAsLong() : version;
    return at(at).map(step -> new Price(whole, step, maxOutput, contextWindow));
  }

  /** The rates that hold then; empty before the first. */
  Optional<PriceStep> at(Instant at) {
    return steps.stream().filter(step -> !at.isBefore(step.from())).reduce((one, next) -> next);
  }
}
