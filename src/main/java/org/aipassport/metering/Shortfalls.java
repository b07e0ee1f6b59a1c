package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.aipassport.grants.Allowance;
import org.aipassport.grants.GrantMoney;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/** Finds what a grant's cap lacks for a call. It only looks: nothing is taken or promised. */
@ApplicationScoped
public class Shortfalls {
  private static final NanoUsd ANY = NanoUsd.ofCents(NanoUsd.MOST_CENTS_OF_A_LIMIT);

  private Transactions transactions;
  private Allowance allowance;
  private Budgets budgets;

  @SuppressWarnings("NullAway.Init")
  protected Shortfalls() {} // for the CDI proxy

  @Inject
  Shortfalls(Transactions transactions, Allowance allowance, Budgets budgets) {
    this.transactions = transactions;
    this.allowance = allowance;
    this.budgets = budgets;
  }

  /**
   * What a call lacks that was refused for money.
   *
   * @return empty if a higher cap of the grant's own would not help: it covers the call, a budget
   *     above it does not, or it is 0, which means that nothing is to be spent
   * @throws RefusalException as {@link Quote#within}: the call is refused for another reason
   */
  public Optional<Shortfall> of(CallIntent intent, Quote quote) {
    return transactions.call(em -> find(em, intent, quote));
  }

  /**
   * Whether what is left now covers a call, with as short an answer as there can be.
   *
   * @throws RefusalException as {@link Quote#within}
   */
  public boolean isCovered(CallIntent intent, Quote quote) {
    return transactions.call(em -> isCovered(em, intent, quote));
  }

  boolean isCovered(EntityManager em, CallIntent intent, Quote quote) {
    MoneyLeft left =
        new MoneyLeft(allowance.money(em, intent.grant().id()), budgets.of(em, intent.grant()));
    return left.tooSmallFor(quote.within(NanoUsd.ZERO).amount()).isEmpty();
  }

  private Optional<Shortfall> find(EntityManager em, CallIntent intent, Quote quote) {
    Optional<GrantMoney> money =
        allowance
            .money(em, intent.grant().id())
            .filter(now -> now.cap().filter(cap -> cap.nanos() > 0).isPresent());
    if (money.isEmpty()) {
      return Optional.empty();
    }
    MoneyLeft above = new MoneyLeft(Optional.empty(), budgets.of(em, intent.grant()));
    NanoUsd whole = quote.within(above.least().orElse(ANY)).amount();
    if (above.tooSmallFor(whole).isPresent()) {
      return Optional.empty();
    }
    NanoUsd gone = money.get().spent().plus(money.get().reserved());
    NanoUsd least = gone.plus(quote.within(NanoUsd.ZERO).amount());
    NanoUsd enough = gone.plus(whole);
    boolean isShort = enough.compareTo(money.get().cap().orElseThrow()) > 0;
    return isShort ? Optional.of(new Shortfall(least, enough)) : Optional.empty();
  }
}
