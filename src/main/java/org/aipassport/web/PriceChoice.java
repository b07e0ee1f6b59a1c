package org.aipassport.web;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.metering.PriceView;
import org.aipassport.metering.TypedPrice;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/** The price that an operator wants: the fields of the form. */
public class PriceChoice {
  private final Map<String, String> rates = new LinkedHashMap<>();
  private boolean dated;
  private String from = "";

  /** An empty form, or one with the rates that hold now for who asks for no tier. */
  PriceChoice(List<PriceView.Tier> now, boolean dated) {
    Arrays.stream(UsageUnit.values()).forEach(unit -> rates.put(unit.wireName(), ""));
    now.stream()
        .findFirst()
        .ifPresent(
            tier ->
                tier.perMillion()
                    .forEach((unit, rate) -> rates.put(unit.wireName(), rate.decimal())));
    this.dated = dated;
  }

  /** What was typed; a field that is left empty is no rate. */
  TypedPrice typed() {
    Map<String, String> typed = new LinkedHashMap<>();
    rates.forEach((unit, text) -> amount(text).ifPresent(dollars -> typed.put(unit, dollars)));
    return new TypedPrice(typed, dated, from.strip());
  }

  private static Optional<String> amount(@Nullable String typed) {
    return Optional.ofNullable(typed)
        .map(text -> text.strip().replace(',', '.'))
        .filter(text -> !text.isEmpty());
  }

  /** What was typed for that unit; empty if it is no amount. */
  Optional<NanoUsd> rate(UsageUnit unit) {
    try {
      return amount(rates.get(unit.wireName())).map(NanoUsd::ofDecimal);
    } catch (ArithmeticException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public Map<String, String> getRates() {
    return rates;
  }

  public boolean isDated() {
    return dated;
  }

  public void setDated(boolean dated) {
    this.dated = dated;
  }

  public String getFrom() {
    return from;
  }

  public void setFrom(String from) {
    this.from = from;
  }
}
