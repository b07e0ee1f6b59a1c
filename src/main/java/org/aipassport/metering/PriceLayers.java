package org.aipassport.metering;

import java.util.List;
import java.util.Optional;
import org.aipassport.config.ProviderType;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;

/** Lists of prices one above the other: what an upper one has goes before what lies beneath. */
record PriceLayers(List<PriceList> lists) {
  PriceLayers {
    lists = List.copyOf(lists);
  }

  /** The uppermost entry about a model; limits that it does not tell are those beneath. */
  Optional<PriceEntry> find(ProviderName provider, ProviderType type, ModelName model) {
    return lists.stream()
        .map(list -> list.find(provider, type, model))
        .flatMap(Optional::stream)
        .reduce(PriceEntry::withLimitsOf);
  }

  /** All entries, the uppermost first. */
  List<PriceEntry> entries() {
    return lists.stream().flatMap(list -> list.entries().stream()).toList();
  }
}
