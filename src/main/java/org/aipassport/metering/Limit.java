package org.aipassport.metering;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.grants.GrantMoney;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/** One cap that a call has to fit into. */
record Limit(
    String name, NanoUsd cap, NanoUsd spent, NanoUsd reserved, Optional<Instant> resetsAt) {
  private static final String GRANT = "grant";

  static Optional<Limit> of(GrantMoney money) {
    return money
        .cap()
        .map(cap -> new Limit(GRANT, cap, money.spent(), money.reserved(), Optional.empty()));
  }

  static Limit of(Budget budget) {
    return new Limit(
        budget.level().wireName(),
        budget.limit(),
        budget.spent(),
        budget.reserved(),
        budget.resetsAt());
  }

  /** Whether it is the grant's own, and no budget above it. */
  boolean isOfGrant() {
    return name.equals(GRANT);
  }

  NanoUsd left() {
    return cap.less(spent.plus(reserved));
  }

  /** Whether {@code amount} fits; a cap of 0 lets nothing pass, not even what costs nothing. */
  boolean covers(NanoUsd amount) {
    return cap.nanos() > 0 && left().compareTo(amount) >= 0;
  }

  /**
   * That it does not fit. What stands in a budget above the grant is of other apps too, and so not
   * for this one to know.
   */
  RefusalException exhausted(NanoUsd required, String approvalUrl) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cap", name);
    if (isOfGrant()) {
      facts.put("cap_usd", cap.decimal());
      facts.put("spent_usd", spent.decimal());
      facts.put("reserved_usd", reserved.decimal());
      facts.put("remaining_usd", left().decimal());
    }
    facts.put("required_usd", required.decimal());
    resetsAt.ifPresent(at -> facts.put("resets_at", at.toString()));
    facts.put("approval_url", approvalUrl);
    String why =
        isOfGrant()
            ? "The grant has " + left() + " USD left, and this call could cost "
            : "A budget of its owner's does not cover this call, which could cost ";
    return RefusalException.withFacts(
        Refusal.BUDGET_EXHAUSTED,
        why
            + required
            + (isOfGrant()
                ? " USD; ask its owner for more, by POST /grants/self/amendments or at "
                : " USD; the owner can raise it at ")
            + approvalUrl,
        facts);
  }
}
