package org.aipassport.providers;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The counts in a provider's account of what was used. Absent and null are 0; what is no plausible
 * count throws {@link Implausible}.
 */
record UsageMembers(JsonObject object) {
  /** The greatest whole number that every reader of JSON understands alike. */
  private static final long MOST = 1L << 53;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

  /** Something that nobody can have used: the whole account is not to be relied on. */
  static final class Implausible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Implausible(String message) {
      super(message, null, false, false);
    }
  }

  long count(String name) {
    return isPresent(name) ? required(name) : 0;
  }

  long required(String name) {
    OptionalLong exact =
        object.get(name) instanceof JsonNumber number ? number.exactLong() : OptionalLong.empty();
    return plausible(exact.orElseThrow(() -> new Implausible(name)), name);
  }

  /** A number that may have a fraction, rounded up. */
  long roundedUp(String name) {
    if (!isPresent(name)) {
      return 0;
    }
    if (object.get(name) instanceof JsonNumber number) {
      BigDecimal exact = new BigDecimal(number.text());
      if (exact.signum() >= 0 && exact.compareTo(BigDecimal.valueOf(MOST)) <= 0) {
        return exact.setScale(0, RoundingMode.CEILING).longValueExact();
      }
    }
    throw new Implausible(name);
  }

  /** The first of these objects that is there; without any, one without members. */
  UsageMembers within(String... names) {
    for (String name : names) {
      if (isPresent(name)) {
        return of(object.get(name), name);
      }
    }
    return new UsageMembers(JsonObject.EMPTY);
  }

  List<UsageMembers> list(String name) {
    List<UsageMembers> list = new ArrayList<>();
    if (isPresent(name)) {
      if (!(object.get(name) instanceof JsonArray array)) {
        throw new Implausible(name);
      }
      array.values().forEach(value -> list.add(of(value, name)));
    }
    return list;
  }

  /** A word in lower case; bills have it in each of their lines, which have little room. */
  Optional<String> text(String name) {
    if (!isPresent(name)) {
      return Optional.empty();
    }
    if (object.get(name) instanceof JsonString string && WORD.matcher(string.value()).matches()) {
      return Optional.of(string.value().toLowerCase(Locale.ROOT));
    }
    throw new Implausible(name);
  }

  boolean isPresent(String name) {
    JsonValue value = object.get(name);
    return value != null && value != JsonNull.NULL;
  }

  /** What is left of a count without its parts. */
  static long rest(long count, long... parts) {
    long rest = count;
    for (long part : parts) {
      rest -= part;
      if (rest < 0) {
        throw new Implausible("parts of more than the whole");
      }
    }
    return rest;
  }

  /** The sum, which a provider's own total does not exceed. */
  static long atLeast(long total, long... parts) {
    long sum = 0;
    for (long part : parts) {
      sum = Math.addExact(sum, part);
    }
    if (total > sum) {
      throw new Implausible("a total of more than is accounted for");
    }
    return sum;
  }

  private static UsageMembers of(@Nullable JsonValue value, String name) {
    if (value instanceof JsonObject within) {
      return new UsageMembers(within);
    }
    throw new Implausible(name);
  }

  private static long plausible(long count, String name) {
    if (count < 0 || count > MOST) {
      throw new Implausible(name);
    }
    return count;
  }
}
