package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.UserId;

/** An operator disables a person: with their sign-in ends what runs on their grants. */
@ApplicationScoped
public class PersonDisabling {
  private Transactions transactions;
  private PeopleDirectory people;
  private GrantStates states;
  private Freezer freezer;

  @SuppressWarnings("NullAway.Init")
  protected PersonDisabling() {} // for the CDI proxy

  @Inject
  PersonDisabling(
      Transactions transactions, PeopleDirectory people, GrantStates states, Freezer freezer) {
    this.transactions = transactions;
    this.people = people;
    this.states = states;
    this.freezer = freezer;
  }

  /**
   * Disables somebody and freezes their grants, and the requests addressed to them, in one
   * transaction. The person's row is locked first: a decision of theirs that is under way is waited
   * for, a later one refused. Enabled again, they have to be asked again.
   *
   * @return how many grants and requests it ended
   * @throws RefusalException as {@link PeopleDirectory#disable}
   */
  public int disable(Caller operator, UserId id) {
    return transactions.call(
        em -> {
          people.disable(em, operator, id);
          return freezer.freeze(em, states.openOf(em, id), operator, "person disabled");
        });
  }
}
