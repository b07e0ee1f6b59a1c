package org.aipassport.support;

import java.util.List;

/** Texts that look like another, or turn around what stands beside them. */
public final class Disguised {
  private Disguised() {}

  /** Labels that nobody may write. */
  public static List<String> labels() {
    return List.of(
        "ci\u202egnp.exe", // right to left from here on
        "ci\u2066x",
        "\u200fci",
        "c\u200bi", // zero width
        "c\u200di",
        "c\u00adi",
        "\ufeffci",
        "c\u034fi",
        "c\u3164i", // a letter that nobody sees
        "c\u0330\u0331\u0332\u0333i", // marks over marks
        "\ue000ci",
        "ci\u2028x",
        "ci\u0085x",
        "ci\nx",
        "ci\tx",
        "ci\0",
        "\ud83dci", // half a character
        "x".repeat(101));
  }
}
