package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.NumberFormat;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.Bill;
import org.aipassport.metering.CallView;
import org.aipassport.metering.PriceBook;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/** Money in the words of pages; {@code money} there. */
@Named("money")
@RequestScoped
public class MoneyWords {
  private static final String STANDARD = "standard";
  private static final int CENTS = 2;
  private static final int NANOS = 9;
  private static final int ALL = 100;

  private Texts texts;
  private Providers providers;
  private PriceBook book;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected MoneyWords() {} // for the CDI proxy

  @Inject
  MoneyWords(Texts texts, Providers providers, PriceBook book, Clock clock) {
    this.texts = texts;
    this.providers = providers;
    this.book = book;
    this.clock = clock;
  }

  /** US dollars: exact, with cents at least. */
  public String usd(NanoUsd amount) {
    NumberFormat digits = NumberFormat.getNumberInstance(texts.locale());
    digits.setMinimumFractionDigits(CENTS);
    digits.setMaximumFractionDigits(NANOS);
    return texts.of("money.usd", digits.format(new BigDecimal(amount.decimal())));
  }

  /** What a grant has spent, and of how much if there is a cap. */
  public String spent(GrantView grant) {
    String spent = usd(grant.money().spent());
    return grant
        .money()
        .cap()
        .map(cap -> texts.of("money.spent.of", spent, usd(cap)))
        .orElseGet(() -> texts.of("money.spent.unlimited", spent));
  }

  /** How much of a limit is used or kept, in hundredths; a limit of 0 is used up. */
  public int share(NanoUsd spent, NanoUsd reserved, NanoUsd limit) {
    if (limit.nanos() == 0) {
      return ALL;
    }
    BigInteger used = BigInteger.valueOf(spent.nanos()).add(BigInteger.valueOf(reserved.nanos()));
    BigInteger whole = BigInteger.valueOf(limit.nanos());
    BigInteger all = BigInteger.valueOf(ALL);
    return used.multiply(all).divide(whole).min(all).intValueExact();
  }

  /** The models of a scope whose price nobody here knows, one behind the other; null if none. */
  public @Nullable String unpriced(GrantScope scope) {
    Optional<Provider> provider = providers.find(scope.provider());
    String names =
        scope.models().stream()
            .filter(
                model -> provider.flatMap(one -> book.find(one, model, clock.instant())).isEmpty())
            .map(ModelName::value)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? null : names;
  }

  /** What a call cost; a dash while it is under way. */
  public String cost(CallView call) {
    return call.cost()
        .map(this::usd)
        .orElseGet(() -> call.outcome().isPresent() ? texts.of("bill.unknown") : "–");
  }

  /** The bill of a call; null if it has none. */
  public @Nullable Bill bill(CallView call) {
    return call.bill().map(Bill::ofText).orElse(null);
  }

  /** Why a call was charged at the most that it could cost; null if it was not. */
  public @Nullable String bound(CallView call) {
    boolean charged = call.cost().filter(cost -> cost.nanos() > 0).isPresent();
    Bill bill = bill(call);
    if (!charged || (bill != null && bill.isComplete())) {
      return null;
    }
    return texts.of(bill == null ? "bill.bound" : "bill.bound.unpriced");
  }

  /** How much was used, at which rate, by the rates of which tier. */
  public String line(Bill.Line line) {
    return line.rate().isPresent()
        ? texts.of(
            "bill.line", line.count(), usd(new NanoUsd(line.rate().getAsLong())), tier(line.tier()))
        : texts.of("bill.line.unpriced", line.count(), tier(line.tier()));
  }

  /** What a tier of prices is called: the usual one in words, others as their provider has it. */
  public String tier(String name) {
    return name.equals(STANDARD) ? texts.of("prices.tier.standard") : name;
  }

  /** What is counted. */
  public String unit(UsageUnit unit) {
    return texts.of("unit." + unit.wireName());
  }
}
