package org.aipassport.proxy;

import org.aipassport.grants.GrantView;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallPrice;
import org.aipassport.providers.Provider;

/** A call that its grant allows, as the grant is now; whether there is money for it is open. */
record Proposal(CallIntent intent, Provider provider, CallPlan plan, CallPrice price) {
  Proposal at(CallPrice other) {
    return new Proposal(intent, provider, plan, other);
  }

  GrantView grant() {
    return intent.grant();
  }

  AnswerPlan answer() {
    return AnswerPlan.of(provider, plan.understood());
  }
}
