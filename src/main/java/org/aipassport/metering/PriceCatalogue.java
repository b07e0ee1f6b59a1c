package org.aipassport.metering;

import java.util.List;
import java.util.Optional;

/**
 * The price book as people read it.
 *
 * @param version of the built-in list, with a digest of the operator's file if there is one
 * @param file where the operator's own prices are, if they have any
 * @param entries the operator's first, then the built-in ones
 */
public record PriceCatalogue(String version, Optional<String> file, List<PriceView> entries) {
  public PriceCatalogue {
    entries = List.copyOf(entries);
  }
}
