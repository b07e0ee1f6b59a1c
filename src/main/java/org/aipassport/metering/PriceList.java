package org.aipassport.metering;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.aipassport.config.ProviderType;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;

/**
 * The entries of a price file.
 *
 * @param version as the file names it
 */
record PriceList(String version, List<PriceEntry> entries) {
  static final PriceList EMPTY = new PriceList("", List.of());

  PriceList {
    entries = List.copyOf(entries);
  }

  /** The entry about a model: that of the provider's name goes before that of its type. */
  Optional<PriceEntry> find(ProviderName provider, ProviderType type, ModelName model) {
    Predicate<PriceEntry> byName = entry -> entry.provider().filter(provider::equals).isPresent();
    return among(byName, model)
        .or(() -> ofType(type, model))
        .or(() -> first(byName.and(PriceEntry::isForAny)));
  }

  /** The entry about a model of all providers of the type. */
  Optional<PriceEntry> ofType(ProviderType type, ModelName model) {
    return among(entry -> entry.provider().isEmpty() && entry.type() == type, model);
  }

  /** A model's own name goes before one without its date. */
  private Optional<PriceEntry> among(Predicate<PriceEntry> which, ModelName model) {
    return first(which.and(entry -> entry.names(model)))
        .or(() -> first(which.and(entry -> entry.namesUndated(model))));
  }

  private Optional<PriceEntry> first(Predicate<PriceEntry> which) {
    return entries.stream().filter(which).findFirst();
  }
}
