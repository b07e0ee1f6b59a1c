package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/** Operators read the price book and what they decided, and have their file read again. */
@ApplicationScoped
public class OperatorPrices {
  private static final int MOST_LISTED = 200;

  private Settings settings;
  private Transactions transactions;
  private PriceBook book;
  private PriceOverrideRows rows;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected OperatorPrices() {} // for the CDI proxy

  @Inject
  OperatorPrices(
      Settings settings,
      Transactions transactions,
      PriceBook book,
      PriceOverrideRows rows,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.book = book;
    this.rows = rows;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The prices that hold now.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public PriceCatalogue list(Caller caller) {
    Caller unused = caller.as(Role.OPERATOR);
    return book.catalogue();
  }

  /**
   * The latest 200 decisions about single models, the last one first.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<PriceDecision> history(Caller caller) {
    List<PriceDecision> all = new ArrayList<>(decisions(caller));
    Collections.reverse(all);
    return all.stream().limit(MOST_LISTED).toList();
  }

  /**
   * The prices of single models that hold or wait, in the order of the decisions.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<PriceDecision> current(Caller caller) {
    return decisions(caller).stream()
        .filter(one -> one.state() != PriceDecision.State.PAST && !one.isRemoval())
        .toList();
  }

  private List<PriceDecision> decisions(Caller caller) {
    Caller unused = caller.as(Role.OPERATOR);
    List<PriceOverride> all = transactions.call(rows::all);
    PriceOverrides own = new PriceOverrides(all);
    Instant now = clock.instant();
    return all.stream().map(one -> PriceViews.decision(one, own, now)).toList();
  }

  /**
   * What a model costs now, by whatever list; of {@code *}, what an operator decided.
   *
   * @return empty if that is not known
   * @throws RefusalException FORBIDDEN if the caller is no operator; INVALID_FIELD of {@code
   *     provider} or {@code model}
   */
  public List<PriceView.Tier> inForce(Caller caller, String provider, String model) {
    Caller unused = caller.as(Role.OPERATOR);
    PriceOverride.Subject subject = PriceOverride.Subject.of(provider, model, settings);
    Instant now = clock.instant();
    Optional<PriceEntry> entry =
        model.equals(PriceEntry.ANY)
            ? book.own().at(subject, now).flatMap(PriceOverride::entry)
            : settings
                .provider(subject.provider())
                .flatMap(
                    known ->
                        book.layers(book.own(), now)
                            .find(known.name(), known.type(), new ModelName(model)));
    return entry.flatMap(known -> known.at(now)).map(PriceViews::tiers).orElse(List.of());
  }

  /**
   * Reads the operator's file again, all or nothing; the new prices hold once that is on record.
   *
   * @return the version from now on
   * @throws RefusalException FORBIDDEN if the caller is no operator; MALFORMED naming the fault of
   *     the file
   */
  public String reload(Caller caller) {
    Caller operator = caller.as(Role.OPERATOR);
    return book.reload(
        version ->
            transactions.run(
                em ->
                    audit.append(
                        em,
                        AuditFact.of(
                            "prices.reloaded", operator.actor(), operator.account(), version))));
  }
}
