package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;

/** An operator disables a registered app: what it has ends with it. */
@ApplicationScoped
public class ClientDisabling {
  private Transactions transactions;
  private ClientRegistrations clients;
  private GrantStates states;
  private Freezer freezer;
  private PendingGate gate;

  @SuppressWarnings("NullAway.Init")
  protected ClientDisabling() {} // for the CDI proxy

  @Inject
  ClientDisabling(
      Transactions transactions,
      ClientRegistrations clients,
      GrantStates states,
      Freezer freezer,
      PendingGate gate) {
    this.transactions = transactions;
    this.clients = clients;
    this.states = states;
    this.freezer = freezer;
    this.gate = gate;
  }

  /**
   * Disables an app for good and freezes its pending and approved grants. Behind the gate, so that
   * no request of its comes in or is approved unseen.
   *
   * @return how many grants it ended
   * @throws RefusalException as {@link ClientRegistrations#disable}; FORBIDDEN if the caller is no
   *     operator
   */
  public int disable(Caller caller, ClientId id) {
    Caller operator = caller.as(Role.OPERATOR);
    return transactions.call(
        em -> {
          gate.lock(em);
          clients.disable(em, operator, id);
          return freezer.freeze(em, states.openOf(em, id), operator, "client disabled");
        });
  }
}
