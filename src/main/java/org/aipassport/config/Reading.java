package org.aipassport.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** One pass over the configuration, which goes on after a fault so that all are told at once. */
final class Reading {
  private final Function<String, Optional<String>> lookup;
  private final List<String> faults = new ArrayList<>();
  private final Set<String> faulty = new HashSet<>();

  Reading(Function<String, Optional<String>> lookup) {
    this.lookup = lookup;
  }

  /** What is wrong so far. */
  List<String> faults() {
    return faults;
  }

  /** The text of a name without blanks around it; a blank text is none. */
  Optional<String> text(String name) {
    try {
      return lookup.apply(name).map(String::strip).filter(text -> !text.isEmpty());
    } catch (IllegalArgumentException | NoSuchElementException e) {
      fault(name, "cannot be read", "a text whose ${...} parts, if any, are defined");
      return Optional.empty();
    }
  }

  /**
   * The key's value or its default's; after a fault nothing.
   *
   * @param parser throws IllegalArgumentException with what is wrong
   */
  <T> Optional<T> optional(Key key, Function<String, T> parser) {
    String text = text(key.name()).orElse(key.fallback());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      fault(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The key's value; after a fault its default, which only serves to read on. */
  <T> T required(Key key, Function<String, T> parser) {
    return optional(key, parser).orElseGet(() -> parser.apply(key.fallback()));
  }

  /** Whether none of the keys had a fault: what contradicts only a broken value is no news. */
  boolean sound(Key... keys) {
    return Stream.of(keys).noneMatch(key -> faulty.contains(key.name()));
  }

  void fault(Key key, String wrong) {
    fault(key.name(), wrong, key.kind().expected());
  }

  void fault(String name, String wrong, String expected) {
    faulty.add(name);
    faults.add(name + ": " + wrong + "; expected " + expected);
  }
}
