package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.aipassport.apps.AppIdentities;
import org.aipassport.apps.AppStandings;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.GrantId;

/** Gathers what a person has to know of a request before they decide. */
@ApplicationScoped
public class Consent {
  private Settings settings;
  private Transactions transactions;
  private Grants grants;
  private GrantKeys keys;
  private ApprovalRules rules;
  private AppIdentities identities;
  private AppStandings standings;

  @SuppressWarnings("NullAway.Init")
  protected Consent() {} // for the CDI proxy

  @Inject
  Consent(
      Settings settings,
      Transactions transactions,
      Grants grants,
      GrantKeys keys,
      ApprovalRules rules,
      AppIdentities identities,
      AppStandings standings) {
    this.settings = settings;
    this.transactions = transactions;
    this.grants = grants;
    this.keys = keys;
    this.rules = rules;
    this.identities = identities;
    this.standings = standings;
  }

  /**
   * The facts of a request or grant, in whatever state.
   *
   * @throws RefusalException NOT_FOUND if it is not the caller's to see
   */
  public ConsentFacts of(Caller caller, GrantId id) {
    GrantView grant = grants.get(caller, id);
    GrantScope scope = grant.scope();
    Optional<Duration> asked = transactions.call(em -> AskedLifetime.of(em, grant));
    Duration longest = shorter(settings.grants().maxLifetime(), asked);
    return new ConsentFacts(
        grant,
        identities.of(grant.appName(), grant.appUrl(), standings.of(grant.client())),
        scope.maxRequests(),
        keys.choices(caller, scope.provider()),
        !keys.isKeyless(scope.provider()),
        shorter(asked.orElse(Approval.USUAL_LIFETIME), Optional.of(longest)),
        longest,
        rules.needsFreshSignIn(scope),
        cannotDo(scope),
        withheld(scope));
  }

  private static Duration shorter(Duration one, Optional<Duration> other) {
    return other.filter(length -> length.compareTo(one) < 0).orElse(one);
  }

  private static Set<CannotDo> cannotDo(GrantScope scope) {
    Set<CannotDo> cannot = EnumSet.allOf(CannotDo.class);
    if (scope.store()) {
      cannot.remove(CannotDo.KEEP_AT_PROVIDER);
    }
    if (scope.maxRequests().isEmpty()) {
      cannot.remove(CannotDo.EXCEED_REQUESTS);
    }
    if (scope.maxBudget().isEmpty()) {
      cannot.remove(CannotDo.EXCEED_BUDGET);
    }
    return cannot;
  }

  private static Set<Capability> withheld(GrantScope scope) {
    Set<Capability> withheld = EnumSet.allOf(Capability.class);
    scope.capabilities().forEach(withheld::remove);
    return withheld;
  }
}
