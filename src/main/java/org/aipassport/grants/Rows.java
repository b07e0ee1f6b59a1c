package org.aipassport.grants;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of native queries, which the two databases give in types of their own. */
final class Rows {
  private Rows() {}

  static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  static Optional<Instant> instant(@Nullable Object value) {
    return value == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(number(value)));
  }
}
