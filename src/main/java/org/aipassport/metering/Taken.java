package org.aipassport.metering;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A budget from which a call took its money.
 *
 * @param window when the window began in which the call counts
 */
public record Taken(String budget, Instant window) {
  private static final String AT = "@";
  private static final String NEXT = " ";

  /** In the window that lasts. */
  static Taken of(Budget budget) {
    return new Taken(budget.id(), budget.window());
  }

  /** What a stored column holds. */
  static @Nullable String column(List<Taken> all) {
    return all.isEmpty()
        ? null
        : all.stream()
            .map(one -> one.budget + AT + one.window.toEpochMilli())
            .collect(Collectors.joining(NEXT));
  }

  static List<Taken> ofColumn(@Nullable Object column) {
    if (column == null) {
      return List.of();
    }
    return Arrays.stream(column.toString().strip().split(NEXT))
        .map(text -> text.split(AT))
        .map(parts -> new Taken(parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1]))))
        .toList();
  }
}
