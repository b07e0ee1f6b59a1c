package org.aipassport.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header's value and its parameters (RFC 9110 section 5.6.6), {@code text/plain; charset=utf-8}
 * for instance.
 *
 * @param value what stands in front of the first semicolon
 * @param parameters by name in lower case, in their order; what stood between quotation marks is
 *     left as it was there, backslashes included
 */
record Parameterized(String value, Map<String, String> parameters) {
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException whose message says what is wrong: no parameter is there twice,
   *     each is a name, = and a token or a quoted text
   */
  static Parameterized parse(String text) {
    Scanner scanner = new Scanner(text);
    String value = scanner.upToSemicolon();
    Map<String, String> parameters = new LinkedHashMap<>();
    while (scanner.skipSemicolon()) {
      if (scanner.atParameter()) {
        String name = scanner.token().toLowerCase(Locale.ROOT);
        if (parameters.put(name, scanner.parameterValue()) != null) {
          throw new IllegalArgumentException("the parameter " + name + " is there twice");
        }
      }
    }
    return new Parameterized(value, parameters);
  }

  /** Whether it is a token (RFC 9110 section 5.6.2). */
  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Parameterized::isTokenSign);
  }

  private static boolean isTokenSign(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || TOKEN_SIGNS.indexOf(c) >= 0;
  }

  /** Where the reading stands. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    String upToSemicolon() {
      int end = text.indexOf(';');
      at = end < 0 ? text.length() : end;
      return withoutBlanks(text.substring(0, at));
    }

    /** Whether there was one; blanks behind it are skipped too. */
    boolean skipSemicolon() {
      skipBlanks();
      if (at == text.length()) {
        return false;
      }
      if (text.charAt(at) != ';') {
        throw new IllegalArgumentException("something stands behind a parameter");
      }
      at++;
      skipBlanks();
      return true;
    }

    /** Between two semicolons there may be nothing. */
    boolean atParameter() {
      return at < text.length() && text.charAt(at) != ';';
    }

    String token() {
      int start = at;
      while (at < text.length() && isTokenSign(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw new IllegalArgumentException("a parameter has no name or no value, or needs quotes");
      }
      return text.substring(start, at);
    }

    String parameterValue() {
      if (at == text.length() || text.charAt(at) != '=') {
        throw new IllegalArgumentException("a parameter has no =");
      }
      at++;
      return at < text.length() && text.charAt(at) == '"' ? quoted() : token();
    }

    private String quoted() {
      int start = ++at;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= text.length()) {
        throw new IllegalArgumentException("a quoted text has no end");
      }
      return text.substring(start, at++);
    }

    private void skipBlanks() {
      while (at < text.length() && isBlank(text.charAt(at))) {
        at++;
      }
    }

    private static String withoutBlanks(String part) {
      int from = 0;
      int to = part.length();
      while (from < to && isBlank(part.charAt(from))) {
        from++;
      }
      while (to > from && isBlank(part.charAt(to - 1))) {
        to--;
      }
      return part.substring(from, to);
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }
  }
}
