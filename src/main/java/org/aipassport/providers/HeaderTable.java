package org.aipassport.providers;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * One header of the caller's that goes upstream, checked.
 *
 * @param form what its value must match as a whole
 * @param otherwise its value where the caller sends none
 * @param strip beginnings of list elements that are about the caller's own credentials
 * @param refuse beginnings of list elements that are refused, each with the reason
 */
record HeaderTable(
    String name,
    Pattern form,
    Optional<String> otherwise,
    List<String> strip,
    Map<String, String> refuse) {
  /**
   * The value that goes upstream; byte for byte the caller's unless something must be left out.
   *
   * @throws RefusalException INVALID_FIELD or POLICY
   */
  Optional<String> passed(Optional<String> sent) {
    if (sent.isEmpty() || sent.get().isBlank()) {
      return otherwise;
    }
    String value = sent.get();
    if (!form.matcher(value).matches()) {
      throw RefusalException.ofField(name, "has a form that is not known");
    }
    refuse.forEach((beginning, why) -> refuseIfAny(value, beginning, why));
    Predicate<String> stripped = one -> strip.stream().anyMatch(begin -> begins(one, begin));
    if (elements(value).noneMatch(stripped)) {
      return Optional.of(value);
    }
    String rest = elements(value).filter(stripped.negate()).collect(Collectors.joining(","));
    return rest.isEmpty() ? otherwise : Optional.of(rest);
  }

  private void refuseIfAny(String value, String beginning, String why) {
    elements(value)
        .filter(one -> begins(one, beginning))
        .findFirst()
        .ifPresent(
            one -> {
              throw new RefusalException(Refusal.POLICY, name + " " + one + ": " + why);
            });
  }

  private static boolean begins(String one, String beginning) {
    return one.regionMatches(true, 0, beginning, 0, beginning.length());
  }

  private static Stream<String> elements(String value) {
    return Arrays.stream(value.split("[, ]+", -1));
  }
}
