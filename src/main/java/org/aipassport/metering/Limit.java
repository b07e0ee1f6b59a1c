package org.aipassport.metering;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.grants.GrantMoney;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/**
 * One cap that a call has to fit into.
 *
 * @param period how long it counts, of a budget; empty for the grant's own total
 */
record Limit(
    BudgetLevel level,
    Optional<Period> period,
    NanoUsd cap,
    NanoUsd spent,
    NanoUsd reserved,
    Optional<Instant> resetsAt) {

  static Optional<Limit> of(GrantMoney money) {
    return money
        .cap()
        .map(
            cap ->
                new Limit(
                    BudgetLevel.GRANT,
                    Optional.empty(),
                    cap,
                    money.spent(),
                    money.reserved(),
                    Optional.empty()));
  }

  static Limit of(Budget budget) {
    return new Limit(
        budget.level(),
        Optional.of(budget.period()),
        budget.limit(),
        budget.spent(),
        budget.reserved(),
        budget.resetsAt());
  }

  /** Whether it is on the grant, and not above it. */
  boolean isOfGrant() {
    return level == BudgetLevel.GRANT;
  }

  /** Whether it is the grant's own total, which is part of the grant itself. */
  boolean isTotalOfGrant() {
    return isOfGrant() && period.isEmpty();
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
    facts.put("cap", level.wireName());
    if (isOfGrant()) {
      period.ifPresent(length -> facts.put("period", length.wireName()));
      facts.put("cap_usd", cap.decimal());
      facts.put("spent_usd", spent.decimal());
      facts.put("reserved_usd", reserved.decimal());
      facts.put("remaining_usd", left().decimal());
    }
    facts.put("required_usd", required.decimal());
    resetsAt.ifPresent(at -> facts.put("resets_at", at.toString()));
    facts.put("approval_url", approvalUrl);
    return RefusalException.withFacts(
        Refusal.BUDGET_EXHAUSTED, why(required) + " USD; " + whatHelps() + approvalUrl, facts);
  }

  private String why(NanoUsd required) {
    return isOfGrant()
        ? "The grant has "
            + left()
            + " USD left"
            + resetsAt.map(at -> " until " + at).orElse("")
            + ", and this call could cost "
            + required
        : "A budget of its owner's does not cover this call, which could cost " + required;
  }

  private String whatHelps() {
    return isTotalOfGrant()
        ? "ask its owner for more, by POST /grants/self/amendments or at "
        : "the owner can raise it at ";
  }
}
