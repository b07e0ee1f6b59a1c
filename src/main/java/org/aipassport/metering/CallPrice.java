package org.aipassport.metering;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.BoundedCall;
import org.aipassport.providers.Understood;
import org.aipassport.providers.UsageCounts;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/** The price of one call. Nothing is bounded until a cap asks for it. For use by one thread. */
public final class CallPrice implements Quote {
  private final Understood call;
  private final long formTexts;
  private final Optional<Price> price;
  private final long usualOutput;
  private final Predicate<String> inert;
  private @Nullable BoundedCall bounded;
  private boolean isCounted;

  CallPrice(
      Understood call,
      long formTexts,
      Optional<Price> price,
      long usualOutput,
      Predicate<String> inert) {
    this.call = call;
    this.formTexts = formTexts;
    this.price = price;
    this.usualOutput = usualOutput;
    this.inert = inert;
  }

  /** Whether a count of what goes in, made by the provider, would bound the call closer. */
  public boolean isCountable() {
    return !isCounted && price.isPresent() && bounded().isCountable();
  }

  /**
   * The same price for a call of which the provider has counted what goes in.
   *
   * @param tokens as it counts them
   * @throws IllegalArgumentException if no model takes so many
   */
  public CallPrice counted(long tokens) {
    CallPrice counted = new CallPrice(call, formTexts, price, usualOutput, inert);
    counted.bounded = bounded().counted(tokens);
    counted.isCounted = true;
    return counted;
  }

  @Override
  public void prepare() {
    if (price.isPresent()) {
      BoundedCall unused = bounded();
    }
  }

  @Override
  public Reservation within(NanoUsd left) {
    Price known = price.orElseThrow(this::unknown);
    BoundedCall bound = bounded();
    Reservation kept =
        switch (bound.output()) {
          case NONE -> reservation(known, bound, 0, OptionalLong.empty());
          case MODEL -> reservation(known, bound, mostOfModel(known), OptionalLong.empty());
          case LIMITED -> limited(known, bound, left);
        };
    if (kept.amount().compareTo(left) <= 0) {
      JsonObject unused = fitted(kept); // what cannot be sent so is refused before money is kept
    }
    return kept;
  }

  private BoundedCall bounded() {
    if (bounded == null) {
      bounded = call.operation().bounded(call, formTexts, inert);
    }
    return bounded;
  }

  private long mostOfModel(Price known) {
    OptionalLong most = known.maxOutput().isPresent() ? known.maxOutput() : known.contextWindow();
    return most.orElseThrow(this::unknown);
  }

  /** With as long an answer as was asked for, or else as the money allows. */
  private Reservation limited(Price known, BoundedCall bound, NanoUsd left) {
    long wanted =
        Math.min(
            bound.askedOutput().orElse(Math.max(usualOutput, bound.leastOutput())),
            known.maxOutput().orElse(Long.MAX_VALUE));
    long least = Math.min(bound.leastOutput(), wanted);
    if (fits(known, bound, wanted, left)) {
      return reservation(known, bound, wanted, OptionalLong.of(wanted));
    }
    long fits = least;
    for (long tooMuch = wanted; tooMuch - fits > 1; ) { // what it costs grows with the answer
      long middle = fits + (tooMuch - fits) / 2;
      if (fits(known, bound, middle, left)) {
        fits = middle;
      } else {
        tooMuch = middle;
      }
    }
    return reservation(known, bound, fits, OptionalLong.of(fits));
  }

  private Reservation reservation(
      Price known, BoundedCall bound, long output, OptionalLong outputLimit) {
    return new Reservation(cost(known, bound, output), Optional.of(known.version()), outputLimit);
  }

  /** What is too much for a number is too much for the money. */
  private static boolean fits(Price known, BoundedCall bound, long output, NanoUsd left) {
    return atMost(known, bound, output).filter(cost -> cost.compareTo(left) <= 0).isPresent();
  }

  private NanoUsd cost(Price known, BoundedCall bound, long output) {
    return atMost(known, bound, output).orElseThrow(this::unknown);
  }

  private static Optional<NanoUsd> atMost(Price known, BoundedCall bound, long output) {
    return known
        .atMost(bound.at(output, known.contextWindow()))
        .or(() -> bound.byCharacters().flatMap(known::atMost));
  }

  private RefusalException unknown() {
    return new RefusalException(
        Refusal.PRICE_UNKNOWN,
        "What "
            + call.operation().name()
            + " with the model "
            + call.model()
            + " costs is not known here, and a budget is in force.");
  }

  /**
   * The call's body as it has to go upstream so that it costs no more than what was reserved; the
   * same body where nothing has to be changed.
   */
  public JsonObject fitted(Reservation reservation) {
    return reservation.outputLimit().isPresent()
        ? bounded().withOutputLimit(call.body(), reservation.outputLimit().getAsLong())
        : call.body();
  }

  /** Whether the caller may get less than it asked for, or than it would have got without a cap. */
  public boolean isShortened(Reservation reservation) {
    return reservation.outputLimit().isPresent()
        && (bounded().askedOutput().isEmpty()
            || bounded().askedOutput().getAsLong() > reservation.outputLimit().getAsLong());
  }

  /** What was used, priced. */
  public Charge charge(Optional<UsageCounts> used) {
    if (price.isEmpty() || used.isEmpty()) {
      return Charge.UNKNOWN;
    }
    try {
      Bill bill = price.get().bill(used.get());
      return new Charge(bill.total(), Optional.of(bill.text()), Optional.of(price.get().version()));
    } catch (ArithmeticException e) { // nothing that any provider could mean
      return Charge.UNKNOWN;
    }
  }
}
