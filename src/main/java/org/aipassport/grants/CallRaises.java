package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;
import org.aipassport.values.NanoUsd;

/**
 * What the broker asks of owners because a call waits for it: more money for its grant. It asks as
 * the app itself could, and never twice for the same: whoever has said no is asked again only once
 * the grant is another.
 */
@ApplicationScoped
public class CallRaises {
  private Transactions transactions;
  private Amendments amendments;
  private GrantAmendments asking;

  @SuppressWarnings("NullAway.Init")
  protected CallRaises() {} // for the CDI proxy

  @Inject
  CallRaises(Transactions transactions, Amendments amendments, GrantAmendments asking) {
    this.transactions = transactions;
    this.amendments = amendments;
    this.asking = asking;
  }

  /**
   * Asks the owner for a higher cap, unless a change waits already that would bring it.
   *
   * @param grant as the call has seen it
   * @param least the lowest cap with which the call could be made
   * @param enough the cap to ask for
   * @return the id of the change that would let the call through; empty if none would: another one
   *     waits, the owner has said no, or it is more than a grant can have
   * @throws RefusalException CREDENTIALS_INVALID if the grant is not in force
   */
  public Optional<String> ask(GrantView grant, CallId call, NanoUsd least, NanoUsd enough) {
    Optional<GrantScope> raised = grant.scope().withBudget(enough);
    if (raised.isEmpty() || isDenied(grant)) {
      return Optional.empty();
    }
    Optional<Amendments.Row> open = open(grant);
    if (open.isEmpty()) {
      AmendmentAsk ask = new AmendmentAsk(raised, Optional.empty(), reason(enough));
      try {
        return Optional.of(asking.askForCall(grant, ask, call).id());
      } catch (RefusalException e) {
        if (e.reason() != Refusal.WRONG_STATE) {
          throw e;
        }
        open = open(grant); // somebody else was faster
      }
    }
    return open.filter(row -> brings(row, grant, least)).map(Amendments.Row::id);
  }

  /** What has become of these changes; those that are not known are left out. */
  public Map<String, RaiseState> states(Collection<String> ids) {
    return ids.isEmpty() ? Map.of() : transactions.call(em -> amendments.states(em, ids));
  }

  private boolean isDenied(GrantView grant) {
    return transactions.call(em -> amendments.deniedToCalls(em, grant));
  }

  private Optional<Amendments.Row> open(GrantView grant) {
    return transactions.call(em -> amendments.pendingOf(em, grant.id()));
  }

  private static boolean brings(Amendments.Row row, GrantView grant, NanoUsd least) {
    return row.version() == grant.version()
        && row.scope().maxBudget().map(cap -> cap.compareTo(least) >= 0).orElse(true);
  }

  private static String reason(NanoUsd enough) {
    return "A call waits for more money: it needs a limit of " + enough + " USD in all.";
  }
}
