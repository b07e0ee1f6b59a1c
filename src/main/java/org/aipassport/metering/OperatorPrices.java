package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;

/** Operators read the price book, and have their file read again. */
@ApplicationScoped
public class OperatorPrices {
  private Transactions transactions;
  private PriceBook book;
  private AuditLog audit;

  @SuppressWarnings("NullAway.Init")
  protected OperatorPrices() {} // for the CDI proxy

  @Inject
  OperatorPrices(Transactions transactions, PriceBook book, AuditLog audit) {
    this.transactions = transactions;
    this.book = book;
    this.audit = audit;
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
