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

  /** The last string member of one of these names (a regular expression), or nothing. */
  static String last(String json, String names) {
    Matcher matcher = member(json, names);
    String found = "";
    while (matcher.find()) {
      found = string(json, matcher.end());
    }
    return found;
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

  /** The name of the first tool, if the last word was not a tool's result. */
  static Optional<String> tool(String json) {
    Matcher tools = Pattern.compile("\"tools\"\\s*:\\s*\\[").matcher(json);
    boolean answered = Pattern.compile("\"role\"\\s*:\\s*\"tool\"").matcher(json).find();
    return tools.find() && !answered ? text(json.substring(tools.end()), "name") : Optional.empty();
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
