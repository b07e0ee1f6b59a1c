package org.aipassport.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The lifetimes that pages offer. */
final class Lifetimes {
  private static final List<Duration> USUAL =
      List.of(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(90));

  private Lifetimes() {}

  /**
   * The usual ones up to the longest that is allowed; that itself, if it is among them or short.
   */
  static List<Duration> upTo(Duration longest) {
    List<Duration> offered = new ArrayList<>();
    for (Duration one : USUAL) {
      if (one.compareTo(longest) >= 0) {
        offered.add(longest);
        return List.copyOf(offered);
      }
      offered.add(one);
    }
    return List.copyOf(offered);
  }
}
