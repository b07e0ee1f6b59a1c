package org.aipassport.metering;

import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/**
 * A price as somebody typed it.
 *
 * @param usdPerMillion by the units' names; what has no rate is not there, and is never 0
 * @param dated whether a name with a date behind it is the same model
 * @param from the day from which it holds; empty for at once
 */
public record TypedPrice(Map<String, String> usdPerMillion, boolean dated, String from) {
  public TypedPrice {
    usdPerMillion = Collections.unmodifiableMap(new TreeMap<>(usdPerMillion));
  }

  /**
   * What it asks for.
   *
   * @param confirmed whether it may be half of the price before, or less
   * @throws RefusalException as {@link PriceAsk#read}
   */
  public PriceAsk ask(boolean confirmed, Clock clock) {
    JsonObject.Builder rates = JsonObject.builder();
    usdPerMillion.forEach(rates::put);
    JsonObject.Builder body =
        JsonObject.builder().put("usdPerMillion", rates.build()).put("dated", dated);
    if (!from.isEmpty()) {
      body.put("from", from);
    }
    return PriceAsk.read(body.put("confirm", confirmed).build(), clock);
  }
}
