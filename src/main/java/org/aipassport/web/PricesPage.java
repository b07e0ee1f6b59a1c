package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aipassport.metering.OperatorPrices;
import org.aipassport.metering.PriceCatalogue;
import org.aipassport.metering.PriceDecision;
import org.aipassport.metering.PriceView;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/** What models cost, as the broker has it; {@code prices} in pages. */
@Named("prices")
@RequestScoped
public class PricesPage {
  private static final String ANY = "*";
  private static final String NONE = "–";

  private OperatorPrices prices;
  private MoneyWords money;
  private Texts texts;
  private Page page;
  private @Nullable PriceCatalogue catalogue;

  /** The entries that one table shows. */
  public record Group(String title, List<PriceView> entries) {}

  @SuppressWarnings("NullAway.Init")
  protected PricesPage() {} // for the CDI proxy

  @Inject
  PricesPage(OperatorPrices prices, MoneyWords money, Texts texts, Page page) {
    this.prices = prices;
    this.money = money;
    this.texts = texts;
    this.page = page;
  }

  /** The price book. */
  public PriceCatalogue getCatalogue() {
    PriceCatalogue known = catalogue;
    if (known == null) {
      known = prices.list(page.caller());
      catalogue = known;
    }
    return known;
  }

  /** What stands in the operator's file. */
  public List<PriceView> getOwn() {
    return getCatalogue().entries().stream().filter(PriceView::isOfFile).toList();
  }

  /** The prices of single models that operators set, as far as they hold or wait. */
  public List<PriceDecision> getSingle() {
    return prices.current(page.caller());
  }

  /** What operators decided, the last decision first. */
  public List<PriceDecision> getHistory() {
    return prices.history(page.caller());
  }

  /** The model of a decision. */
  public String model(PriceDecision one) {
    return one.model().equals(ANY) ? texts.of("prices.any") : one.model();
  }

  /** The query of links to the page of that model's price. */
  public String query(PriceDecision one) {
    return "provider="
        + one.provider()
        + "&model="
        + URLEncoder.encode(one.model(), StandardCharsets.UTF_8);
  }

  /** What was decided, in a line. */
  public String what(PriceDecision one) {
    if (one.isRemoval()) {
      return texts.of("prices.decided.removed");
    }
    return one.tiers().stream()
        .limit(1)
        .flatMap(tier -> tier.perMillion().entrySet().stream())
        .map(rate -> texts.of("prices.rate", money.unit(rate.getKey()), money.usd(rate.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** What the broker brought, by the type of provider. */
  public List<Group> getBuiltIn() {
    Map<String, List<PriceView>> types = new LinkedHashMap<>();
    for (PriceView entry : getCatalogue().entries()) {
      if (entry.isBuiltIn()) {
        types.computeIfAbsent(entry.type().wireName(), type -> new ArrayList<>()).add(entry);
      }
    }
    return types.entrySet().stream()
        .map(type -> new Group(type.getKey(), List.copyOf(type.getValue())))
        .toList();
  }

  /** The models of an entry, one behind the other. */
  public String models(PriceView entry) {
    return entry.names().stream()
        .map(name -> name.equals(ANY) ? texts.of("prices.any") : name)
        .collect(Collectors.joining(", "));
  }

  /** Which provider or type of provider an entry is about. */
  public String whose(PriceView entry) {
    return entry
        .provider()
        .map(provider -> provider.value())
        .orElseGet(() -> texts.of("prices.type", entry.type().wireName()));
  }

  /** Those of its models for which the operator's file holds, one behind the other. */
  public String overridden(PriceView entry) {
    return String.join(", ", entry.overridden());
  }

  /** The service tier, and for which calls if not for all. */
  public String tier(PriceView.Tier tier) {
    String name = money.tier(tier.name());
    return tier.above().isPresent()
        ? texts.of("prices.tier.above", name, tier.above().getAsLong())
        : name;
  }

  public String input(PriceView.Tier tier) {
    return rate(tier, UsageUnit.INPUT);
  }

  public String cached(PriceView.Tier tier) {
    return rate(tier, UsageUnit.CACHE_READ);
  }

  public String output(PriceView.Tier tier) {
    return rate(tier, UsageUnit.OUTPUT);
  }

  private String rate(PriceView.Tier tier, UsageUnit unit) {
    NanoUsd rate = tier.perMillion().get(unit);
    return rate == null ? NONE : money.usd(rate);
  }

  /** What else has a rate. */
  public List<String> further(PriceView.Tier tier) {
    return tier.perMillion().entrySet().stream()
        .filter(rate -> !isColumn(rate.getKey()))
        .map(rate -> texts.of("prices.rate", money.unit(rate.getKey()), money.usd(rate.getValue())))
        .toList();
  }

  private static boolean isColumn(UsageUnit unit) {
    return unit == UsageUnit.INPUT || unit == UsageUnit.CACHE_READ || unit == UsageUnit.OUTPUT;
  }

  /** Reads the operator's file again. */
  public @Nullable String reload() {
    return page.attempt(this::read) ? page.go(View.PRICES, "done=prices-reloaded") : null;
  }

  private void read() {
    String unused = prices.reload(page.caller());
  }
}
