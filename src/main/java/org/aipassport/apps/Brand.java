package org.aipassport.apps;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A name that apps may borrow trust from.
 *
 * @param name one word, in lower case
 * @param distinctive whether it means nothing else, also within a longer word
 * @param hosts whose it is: these and all below them
 */
record Brand(String name, boolean distinctive, Set<String> hosts, Set<String> keys) {
  Brand(String name, boolean distinctive, List<String> hosts) {
    this(name, distinctive, Set.copyOf(hosts), keysOf(name));
  }

  /** In every mixture of cases of its i, whose capital looks like an l. */
  private static Set<String> keysOf(String name) {
    Set<String> spellings = new HashSet<>(Set.of(""));
    for (String letter : name.split("")) {
      Set<String> longer = new HashSet<>();
      for (String start : spellings) {
        longer.add(start + letter);
        longer.add(start + (letter.equals("i") ? "I" : letter));
      }
      spellings = longer;
    }
    Set<String> keys = new HashSet<>(LookKeys.of(name.toUpperCase(Locale.ROOT)));
    spellings.forEach(spelling -> keys.addAll(LookKeys.of(spelling)));
    return Set.copyOf(keys);
  }

  /** Whether that is its name, whatever the case. */
  boolean isWritten(String word) {
    return LookKeys.lower(word).equals(name);
  }

  /** Whether the word can be taken for its name, without being it. */
  boolean isImitatedBy(String word) {
    return !isWritten(word) && LookKeys.of(word).stream().anyMatch(keys::contains);
  }

  /** Whether the word is its name, or nearly. */
  boolean isNamedBy(String word) {
    return isWritten(word) || LookKeys.withoutMarks(word).stream().anyMatch(keys::contains);
  }

  /** Whether it is distinctive and stands within the word. */
  boolean isWithin(String word) {
    return distinctive
        && LookKeys.withoutMarks(word).stream()
            .anyMatch(key -> keys.stream().anyMatch(key::contains));
  }

  boolean owns(String host) {
    return hosts.stream().anyMatch(own -> host.equals(own) || host.endsWith("." + own));
  }
}
