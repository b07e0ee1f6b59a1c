package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.aipassport.grants.GrantPermission;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.Pricing;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.providers.Understood;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.wire.RequestId;

/** Holds what a caller asks for against its grant. */
@ApplicationScoped
public class Proposals {
  private AccessTokens tokens;
  private Providers providers;
  private Pricing pricing;

  @SuppressWarnings("NullAway.Init")
  protected Proposals() {} // for the CDI proxy

  @Inject
  Proposals(AccessTokens tokens, Providers providers, Pricing pricing) {
    this.tokens = tokens;
    this.providers = providers;
    this.pricing = pricing;
  }

  /**
   * What that means for the grant as it is now.
   *
   * @throws RefusalException if the grant is not in force, or does not allow it
   */
  Proposal of(TokenRequest request, Asked asked) {
    GrantView grant = tokens.grantInForce(request.token());
    PageOrigin.of(request).mayUse(grant);
    Provider provider =
        providers
            .find(grant.scope().provider())
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.OUT_OF_SCOPE, "The grant's provider is not configured any more."));
    CallPlan plan = asked.of(provider, grant);
    Understood understood = plan.understood();
    understood
        .capabilities()
        .forEach(used -> GrantPermission.covers(grant, used, understood.model()));
    return new Proposal(
        new CallIntent(
            RequestId.of(request), grant, plan.operation(), understood.model(), asked.key()),
        provider,
        plan,
        pricing.of(provider, understood, plan.formTexts()));
  }
}
