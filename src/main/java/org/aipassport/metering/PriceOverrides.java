package org.aipassport.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All decisions of operators about single prices. Of those about one model that have begun the
 * latest holds; one that was made before another and would begin after it does not count any more.
 */
final class PriceOverrides {
  static final PriceOverrides NONE = new PriceOverrides(List.of());

  private final long latest;
  private final Map<PriceOverride.Subject, List<PriceOverride>> bySubject = new LinkedHashMap<>();

  /** These, in any order. */
  PriceOverrides(List<PriceOverride> all) {
    List<PriceOverride> inOrder = new ArrayList<>(all);
    inOrder.sort(Comparator.comparingLong(PriceOverride::number));
    latest = inOrder.isEmpty() ? 0 : inOrder.get(inOrder.size() - 1).number();
    for (PriceOverride one : inOrder) {
      List<PriceOverride> known =
          bySubject.computeIfAbsent(one.subject(), subject -> new ArrayList<>());
      known.removeIf(earlier -> !earlier.from().isBefore(one.from()));
      known.add(one);
    }
  }

  /** The number of the latest decision; 0 before the first. */
  long latest() {
    return latest;
  }

  /** What was decided last of what had begun then, removals included. */
  Optional<PriceOverride> at(PriceOverride.Subject subject, Instant at) {
    return bySubject.getOrDefault(subject, List.of()).stream()
        .filter(one -> !at.isBefore(one.from()))
        .reduce((one, next) -> next);
  }

  /** Whether a price of a model holds, or is to hold later. */
  boolean has(PriceOverride.Subject subject, Instant at) {
    return at(subject, at).flatMap(PriceOverride::entry).isPresent()
        || bySubject.getOrDefault(subject, List.of()).stream()
            .anyMatch(one -> one.entry().isPresent() && at.isBefore(one.from()));
  }

  /** How many models there are of which a price holds, or is to hold later. */
  long count(Instant at) {
    return bySubject.keySet().stream().filter(subject -> has(subject, at)).count();
  }

  /** Whether that decision is to hold later. */
  boolean waits(PriceOverride one, Instant at) {
    return at.isBefore(one.from())
        && bySubject.getOrDefault(one.subject(), List.of()).stream()
            .anyMatch(counts -> counts.number() == one.number());
  }

  /** Whether that price holds then. */
  boolean holds(PriceOverride one, Instant at) {
    return one.entry().isPresent()
        && at(one.subject(), at).filter(now -> now.number() == one.number()).isPresent();
  }

  /** The prices that hold then. */
  PriceList at(Instant at) {
    return new PriceList(
        "",
        bySubject.keySet().stream()
            .map(subject -> at(subject, at).flatMap(PriceOverride::entry))
            .flatMap(Optional::stream)
            .toList());
  }
}
