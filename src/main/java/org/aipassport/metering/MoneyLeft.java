package org.aipassport.metering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantMoney;
import org.aipassport.values.NanoUsd;

/** All caps that a call has to fit into, as they were read just now. */
final class MoneyLeft {
  private final List<Limit> limits = new ArrayList<>();

  MoneyLeft(Optional<GrantMoney> grant, List<Budget> budgets) {
    grant.flatMap(Limit::of).ifPresent(limits::add);
    budgets.forEach(budget -> limits.add(Limit.of(budget)));
  }

  boolean isCapped() {
    return !limits.isEmpty();
  }

  /** The least that any cap leaves; empty without one. */
  Optional<NanoUsd> least() {
    return limits.stream().map(Limit::left).min(Comparator.naturalOrder());
  }

  /** The least that any cap on the grant itself leaves; empty without one. */
  Optional<NanoUsd> ofGrant() {
    return limits.stream().filter(Limit::isOfGrant).map(Limit::left).min(Comparator.naturalOrder());
  }

  /** The first cap that does not cover {@code amount}, if there is one. */
  Optional<Limit> tooSmallFor(NanoUsd amount) {
    return limits.stream().filter(limit -> !limit.covers(amount)).findFirst();
  }
}
