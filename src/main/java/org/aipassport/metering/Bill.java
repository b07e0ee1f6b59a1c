package org.aipassport.metering;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;

/**
 * What a call costs.
 *
 * @param lines one for each unit of which there was any, in the order of {@link UsageUnit}
 * @param total rounded up once, over all lines; empty if the bill is incomplete, because a line has
 *     no rate: then nothing is known but that it costs something
 */
public record Bill(List<Line> lines, Optional<NanoUsd> total) {
  /**
   * One kind of what was used.
   *
   * @param rate in billionths of a US dollar for a million units; empty if it has no price
   * @param tier the rates that held: {@code standard}, a service tier, {@code standard above
   *     200000}
   */
  public record Line(UsageUnit unit, long count, OptionalLong rate, String tier) {}

  private static final int WORD = 200;

  public Bill {
    lines = List.copyOf(lines);
  }

  /** Whether all that was used has a price. */
  public boolean isComplete() {
    return total.isPresent();
  }

  /**
   * The bill as JSON, so that anyone can compute it again: {@code {"lines":[{"unit","count",
   * "rate_nano_usd_per_million","tier"}],"total_usd"}}.
   */
  String text() {
    List<JsonValue> rows =
        lines.stream()
            .<JsonValue>map(
                line -> {
                  JsonObject.Builder row =
                      JsonObject.builder()
                          .put("unit", line.unit().wireName())
                          .put("count", line.count());
                  line.rate().ifPresent(rate -> row.put("rate_nano_usd_per_million", rate));
                  return row.put("tier", line.tier()).build();
                })
            .toList();
    JsonObject.Builder out = JsonObject.builder().put("lines", new JsonArray(rows));
    total.ifPresent(amount -> out.put("total_usd", amount.decimal()));
    return Json.text(out.build());
  }

  /** The bill that {@link #text} wrote. */
  public static Bill ofText(String text) {
    FieldReader bill = FieldReader.of(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
    return new Bill(
        bill.objects("lines", UsageUnit.values().length).stream().map(Bill::line).toList(),
        bill.optionalString("total_usd", WORD).map(NanoUsd::ofDecimal));
  }

  private static Line line(FieldReader row) {
    return new Line(
        UsageUnit.ofWireName(row.string("unit", WORD)).orElseThrow(),
        row.longInRange("count", 0, Long.MAX_VALUE),
        row.optionalLong("rate_nano_usd_per_million", 0, Long.MAX_VALUE),
        row.string("tier", WORD));
  }
}
