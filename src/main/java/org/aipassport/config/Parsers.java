package org.aipassport.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * From texts to values. A parser refuses with an IllegalArgumentException whose message says what
 * is wrong; it quotes the text only where no secret can be by mistake.
 */
final class Parsers {
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final int SHOWN = 80;

  private Parsers() {}

  static Function<String, Duration> duration(Duration least, Duration most) {
    return text -> {
      Duration duration;
      try {
        duration = Duration.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("is no duration: " + quote(text), e);
      }
      if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
        throw new IllegalArgumentException(outside(text, least, most));
      }
      return duration;
    };
  }

  static Function<String, Duration> wholeSeconds(Duration least, Duration most) {
    return duration(least, most)
        .andThen(
            duration -> {
              if (duration.getNano() != 0) {
                throw new IllegalArgumentException("has parts of a second");
              }
              return duration;
            });
  }

  static Function<String, Long> number(long least, long most) {
    return text -> {
      if (!DIGITS.matcher(text).matches()) {
        throw new IllegalArgumentException("is no whole number: " + quote(text));
      }
      long number = Long.parseLong(text);
      if (number < least || number > most) {
        throw new IllegalArgumentException(outside(text, least, most));
      }
      return number;
    };
  }

  static boolean flag(String text) {
    return choice(text, "true", "false");
  }

  static boolean permission(String text) {
    return choice(text, "allow", "deny");
  }

  static List<Cidr> cidrs(String text) {
    List<Cidr> ranges = new ArrayList<>();
    for (String entry : entries(text)) {
      try {
        ranges.add(Cidr.parse(entry));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(quote(entry) + " " + e.getMessage(), e);
      }
    }
    return ranges;
  }

  /** Visible ASCII characters, at most that many. */
  static Function<String, String> visible(int most) {
    return text -> {
      if (text.length() > most || !VISIBLE.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "has blanks, control or non-ASCII characters, or too many");
      }
      return text;
    };
  }

  /** Absolute; {@code ~} is the home, another relative path begins at the working directory. */
  static Function<String, Path> path(Path home) {
    return text -> {
      if (text.startsWith("~") && !text.equals("~") && !text.startsWith("~/")) {
        throw new IllegalArgumentException("begins with ~ and no slash after it");
      }
      try {
        Path path =
            text.startsWith("~") ? home.resolve(text.replaceFirst("~/*", "")) : Path.of(text);
        return path.toAbsolutePath().normalize();
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException(
            "is no path"); // without the cause, which quotes the text
      }
    };
  }

  /** A path as above of something that can be read now. */
  static Function<String, Path> secretFile(Path home) {
    return path(home)
        .andThen(
            path -> {
              if (!Files.isReadable(path) || Files.isDirectory(path)) {
                throw new IllegalArgumentException("names no file that can be read");
              }
              return path;
            });
  }

  /** The path of a directory that is there. */
  static Function<String, Path> directory(Path home) {
    return path(home)
        .andThen(
            path -> {
              if (!Files.isDirectory(path) || !Files.isReadable(path)) {
                throw new IllegalArgumentException("names no directory that can be read");
              }
              return path;
            });
  }

  /** What stands between the commas. */
  static List<String> entries(String text) {
    List<String> entries = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      if (entry.isBlank()) {
        throw new IllegalArgumentException("has an empty entry");
      }
      entries.add(entry.strip());
    }
    return entries;
  }

  /** The text in quotation marks, fit for one line of a log. */
  static String quote(String text) {
    return "'" + printable(text) + "'";
  }

  /** The text for one line of a log: short and without control characters. */
  static String printable(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static boolean choice(String text, String yes, String no) {
    if (!text.equals(yes) && !text.equals(no)) {
      throw new IllegalArgumentException("is " + quote(text));
    }
    return text.equals(yes);
  }

  private static String outside(String text, Object least, Object most) {
    return "is " + quote(text) + ", outside " + least + " to " + most;
  }
}
