package org.aipassport.support;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cheap looks into JSON text; good enough for what tests send. */
final class Scan {
  private Scan() {}

  /** The first string member of that name, anywhere. */
  static Optional<String> text(String json, String name) {
    Matcher matcher = member(json, name);
    return matcher.find() ? Optional.of(string(json, matcher.end())) : Optional.empty();
  }

  private static Matcher member(String json, String names) {
    return Pattern.compile("\"(?:" + names + ")\"\\s*:\\s*\"").matcher(json);
  }

  /** What lies before the next quote that is not escaped; by hand, since it may be megabytes. */
  private static String string(String json, int start) {
    int end = start;
    while (end < json.length() && json.charAt(end) != '"') {
      end += json.charAt(end) == '\\' ? 2 : 1;
    }
    return json.substring(start, Math.min(end, json.length()));
  }

  static boolean isTrue(String json, String name) {
    return Pattern.compile("\"" + name + "\"\\s*:\\s*true").matcher(json).find();
  }

  static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  /** A text as it stands between the quotes of JSON. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
