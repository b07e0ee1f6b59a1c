package org.aipassport.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A media type (RFC 9110 section 8.3.1).
 *
 * @param name type and subtype in lower case, {@code application/json} for instance
 * @param parameters by name in lower case, in their order
 */
record MediaType(String name, Map<String, String> parameters) {
  /**
   * Reads one.
   *
   * @throws IllegalArgumentException whose message says what is wrong
   */
  static MediaType parse(String text) {
    Parameterized read = Parameterized.parse(text);
    String[] halves = read.value().split("/", -1);
    if (halves.length != 2
        || !Parameterized.isToken(halves[0])
        || !Parameterized.isToken(halves[1])) {
      throw new IllegalArgumentException("it is no type and subtype");
    }
    for (String value : read.parameters().values()) {
      if (!value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '\\')) {
        throw new IllegalArgumentException("a parameter holds more than printable ASCII");
      }
    }
    return new MediaType(read.value().toLowerCase(Locale.ROOT), read.parameters());
  }

  Optional<String> parameter(String wanted) {
    return Optional.ofNullable(parameters.get(wanted));
  }

  /** Whether text of this type is UTF-8; it is where nothing else is said. */
  boolean isUtf8() {
    return parameter("charset").map(charset -> charset.equalsIgnoreCase("utf-8")).orElse(true);
  }

  /** The one way in which the broker writes it. */
  @Override
  public String toString() {
    return name
        + parameters.entrySet().stream()
            .map(parameter -> "; " + parameter.getKey() + "=" + written(parameter.getValue()))
            .collect(Collectors.joining());
  }

  private static String written(String value) {
    return Parameterized.isToken(value) ? value : '"' + value + '"';
  }
}
