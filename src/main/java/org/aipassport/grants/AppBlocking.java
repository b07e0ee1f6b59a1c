package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.aipassport.apps.AppBlock;
import org.aipassport.apps.AppBlocks;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;

/** An operator keeps the apps of a host out, and ends what they have. */
@ApplicationScoped
public class AppBlocking {
  private Transactions transactions;
  private AppBlocks blocks;
  private GrantStates states;
  private Freezer freezer;
  private PendingGate gate;

  @SuppressWarnings("NullAway.Init")
  protected AppBlocking() {} // for the CDI proxy

  @Inject
  AppBlocking(
      Transactions transactions,
      AppBlocks blocks,
      GrantStates states,
      Freezer freezer,
      PendingGate gate) {
    this.transactions = transactions;
    this.blocks = blocks;
    this.states = states;
    this.freezer = freezer;
    this.gate = gate;
  }

  /**
   * Blocks a host with all below it and freezes the pending and approved grants of their apps.
   * Behind the gate, so that no request of theirs comes in or is approved unseen.
   *
   * @param reason for other operators; may be empty
   * @return how many grants it ended
   * @throws RefusalException as {@link AppBlocks#add}; FORBIDDEN if the caller is no operator
   */
  public int block(Caller caller, String host, String reason) {
    Caller operator = caller.as(Role.OPERATOR);
    return transactions.call(
        em -> {
          gate.lock(em);
          String blocked = blocks.add(em, operator, host, reason);
          return freezer.freeze(em, states.openAt(em, blocked), operator, "app blocked");
        });
  }

  /**
   * Lets the apps of a host ask again; what was frozen stays so.
   *
   * @throws RefusalException NOT_FOUND if exactly this host is not blocked; FORBIDDEN if the caller
   *     is no operator
   */
  public void unblock(Caller caller, String host) {
    Caller operator = caller.as(Role.OPERATOR);
    transactions.run(em -> blocks.remove(em, operator, host));
  }

  /**
   * All blocks, the newest first.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<AppBlock> list(Caller caller) {
    caller.as(Role.OPERATOR);
    return transactions.call(blocks::all);
  }
}
