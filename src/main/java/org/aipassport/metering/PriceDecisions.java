package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.ProviderType;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.FreshSignIn;
import org.aipassport.identity.Role;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;

/**
 * Operators decide what single models cost, before their file and the built-in list. Nothing that
 * was decided is changed or forgotten: every decision has a number, and what it priced names that.
 */
@ApplicationScoped
public class PriceDecisions {
  private static final int MOST = 1_000;
  private static final int TRIES = 5;

  private Settings settings;
  private Transactions transactions;
  private PriceOverrideRows rows;
  private PriceBook book;
  private PriceWatch watch;
  private FreshSignIn fresh;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected PriceDecisions() {} // for the CDI proxy

  @Inject
  PriceDecisions(
      Settings settings,
      Transactions transactions,
      PriceOverrideRows rows,
      PriceBook book,
      PriceWatch watch,
      FreshSignIn fresh,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.rows = rows;
    this.book = book;
    this.watch = watch;
    this.fresh = fresh;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Sets the price of a model, in the place of what was decided about it before and would begin no
   * earlier.
   *
   * @param provider a configured one
   * @param model as the provider spells it; {@code *} is any that nothing else names
   * @param signedInAt when the browser session was authenticated that decides; empty for scripts
   * @return what was decided; here every call that starts later goes by it
   * @throws RefusalException FORBIDDEN if the caller is no operator; SIGN_IN_AGAIN; INVALID_FIELD
   *     of {@code provider}, {@code model} or {@code usdPerMillion}, or of {@code confirm} if a
   *     rate is half of the one before or less and that was not confirmed; WRONG_STATE beyond 1,000
   *     models
   */
  public PriceDecision set(
      Caller caller, String provider, String model, PriceAsk ask, Optional<Instant> signedInAt) {
    Caller operator = caller.as(Role.OPERATOR);
    PriceOverride.Subject subject = PriceOverride.Subject.of(provider, model, settings);
    fresh.require(signedInAt, "A price");
    return decide(em -> set(em, operator, subject, ask));
  }

  private PriceOverride set(
      EntityManager em, Caller operator, PriceOverride.Subject subject, PriceAsk ask) {
    List<PriceOverride> all = rows.all(em);
    PriceOverrides before = new PriceOverrides(all);
    long number = before.latest() + 1;
    PriceOverride one = one(operator, subject, number, Optional.of(ask), ask.from());
    requireRoom(before, subject);
    if (!ask.confirmed()) {
      requireNoDrop(one.entry().orElseThrow(), subject, before, with(all, one), ask.from());
    }
    rows.insert(em, one, Optional.of(ask.column()), operator);
    AuditFact fact = fact("price.set", operator, one);
    for (Map.Entry<UsageUnit, Long> rate : ask.standard().each().entrySet()) {
      String unit = "usd_per_million_" + rate.getKey().wireName();
      fact = fact.with(unit, new NanoUsd(rate.getValue()).decimal());
    }
    audit.append(em, fact);
    return one;
  }

  private void requireRoom(PriceOverrides before, PriceOverride.Subject subject) {
    Instant now = clock.instant();
    if (!before.has(subject, now) && before.count(now) >= MOST) {
      throw new RefusalException(
          Refusal.WRONG_STATE, "There are " + MOST + " prices of your own; remove one first.");
    }
  }

  /**
   * Takes the price of a model away, and what waits for it: what lies beneath holds again.
   *
   * @param confirmed whether that may be half of the price before, or less
   * @param signedInAt as in {@link #set}
   * @throws RefusalException as {@link #set}; NOT_FOUND if there is no such price
   */
  public void remove(
      Caller caller,
      String provider,
      String model,
      boolean confirmed,
      Optional<Instant> signedInAt) {
    Caller operator = caller.as(Role.OPERATOR);
    PriceOverride.Subject subject = PriceOverride.Subject.of(provider, model, settings);
    fresh.require(signedInAt, "Removing a price");
    PriceDecision unused = decide(em -> remove(em, operator, subject, confirmed));
  }

  private PriceOverride remove(
      EntityManager em, Caller operator, PriceOverride.Subject subject, boolean confirmed) {
    Instant now = clock.instant();
    List<PriceOverride> all = rows.all(em);
    PriceOverrides before = new PriceOverrides(all);
    if (!before.has(subject, now)) {
      throw new RefusalException(Refusal.NOT_FOUND, "No such price of your own.");
    }
    PriceOverride one = one(operator, subject, before.latest() + 1, Optional.empty(), now);
    Optional<PriceEntry> taken = before.at(subject, now).flatMap(PriceOverride::entry);
    if (!confirmed && taken.isPresent()) {
      requireNoDrop(taken.get(), subject, before, with(all, one), now);
    }
    rows.insert(em, one, Optional.empty(), operator);
    audit.append(em, fact("price.removed", operator, one));
    return one;
  }

  /** Two that decide at once get two numbers: the second goes by what the first has decided. */
  private PriceDecision decide(Function<EntityManager, PriceOverride> decision) {
    for (int tries = 1; ; tries++) {
      try {
        PriceOverride one = transactions.call(decision);
        watch.look();
        return PriceViews.decision(one, book.own(), clock.instant());
      } catch (DuplicateRowException e) {
        if (tries == TRIES) {
          throw RefusalException.because(
              Refusal.UNAVAILABLE, "Prices are being changed; try again.", e);
        }
      }
    }
  }

  private PriceOverride one(
      Caller operator,
      PriceOverride.Subject subject,
      long number,
      Optional<PriceAsk> ask,
      Instant from) {
    return new PriceOverride(
        number,
        subject.provider(),
        subject.model(),
        ask.map(price -> entry(price, subject, number)),
        from,
        operator.username(),
        clock.instant());
  }

  private PriceEntry entry(PriceAsk ask, PriceOverride.Subject subject, long number) {
    ProviderType type = provider(subject).type();
    ask.requireEnough(type);
    return ask.entry(subject, type, number);
  }

  private static PriceOverrides with(List<PriceOverride> all, PriceOverride one) {
    List<PriceOverride> more = new ArrayList<>(all);
    more.add(one);
    return new PriceOverrides(more);
  }

  /** Of all models that {@code entry} is about, whether it comes in or goes. */
  private void requireNoDrop(
      PriceEntry entry,
      PriceOverride.Subject subject,
      PriceOverrides before,
      PriceOverrides after,
      Instant from) {
    PriceLayers known = book.layers(before, from);
    new PriceDrops(from)
        .first(
            PriceDrops.covered(entry, known.entries()),
            find(subject, book.layers(after, from)),
            find(subject, known))
        .ifPresent(
            drop -> {
              throw RefusalException.ofField(
                  "confirm",
                  drop.model()
                      + " would cost "
                      + drop.rate()
                      + " USD for a million "
                      + drop.unit().wireName()
                      + ", half of "
                      + drop.before()
                      + " or less; send true if that is so",
                  facts(drop));
            });
  }

  private static Map<String, String> facts(PriceDrops.Drop drop) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("model", drop.model());
    facts.put("unit", drop.unit().wireName());
    facts.put("usd_per_million", drop.rate().decimal());
    facts.put("usd_per_million_before", drop.before().decimal());
    return facts;
  }

  private Function<ModelName, Optional<PriceEntry>> find(
      PriceOverride.Subject subject, PriceLayers layers) {
    ProviderSettings provider = provider(subject);
    return model -> layers.find(provider.name(), provider.type(), model);
  }

  private ProviderSettings provider(PriceOverride.Subject subject) {
    return settings.provider(subject.provider()).orElseThrow();
  }

  private static AuditFact fact(String type, Caller operator, PriceOverride one) {
    return AuditFact.of(type, operator.actor(), operator.account(), Long.toString(one.number()))
        .with("provider", one.provider().value())
        .with("model", one.model())
        .with("from", one.from().toString());
  }
}
