package org.aipassport.metering;

import java.util.List;
import java.util.Optional;

/**
 * The price book as people read it.
 *
 * @param version of the built-in list, with a digest of the operator's file if there is one
 * @param decision the number of the latest decision of an operator's about a single price; 0 before
 *     the first
 * @param file where the operator's own prices are, if they have any
 * @param entries what operators decided about single models first, then those of their file, then
 *     the built-in ones
 */
public record PriceCatalogue(
    String version, long decision, Optional<String> file, List<PriceView> entries) {
  public PriceCatalogue {
    entries = List.copyOf(entries);
  }
}
