package org.aipassport.metering;

import java.time.Instant;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;

/**
 * One decision of an operator's about the price of a model.
 *
 * @param number counts on with every decision
 * @param model as its provider spells it; {@code *} is any that nothing else names
 * @param entry the price; empty if there is none of their own any more
 * @param from when it begins to hold
 * @param setBy the username of who decided
 */
record PriceOverride(
    long number,
    ProviderName provider,
    String model,
    Optional<PriceEntry> entry,
    Instant from,
    String setBy,
    Instant setAt) {
  /** What it is about: of one thing, one decision holds. */
  record Subject(ProviderName provider, String model) {
    /**
     * What a request names.
     *
     * @throws RefusalException INVALID_FIELD of {@code provider} or {@code model}
     */
    static Subject of(String provider, String model, Settings settings) {
      if (!ProviderName.isName(provider)
          || settings.provider(new ProviderName(provider)).isEmpty()) {
        throw RefusalException.ofField("provider", "is no configured provider");
      }
      if (!model.equals(PriceEntry.ANY) && !ModelName.isName(model)) {
        throw RefusalException.ofField("model", "is no model's name");
      }
      return new Subject(new ProviderName(provider), model);
    }
  }

  Subject subject() {
    return new Subject(provider, model);
  }
}
