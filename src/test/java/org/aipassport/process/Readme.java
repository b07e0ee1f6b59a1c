package org.aipassport.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README as somebody reads it who pastes from it. */
final class Readme {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** What is between two fences; the language is empty where none is named. */
  record Block(String language, String text) {}

  private Readme() {}

  /** All blocks of the file. */
  static List<Block> blocks() {
    return blocks(text()).toList();
  }

  /** The blocks under a heading of the second level, up to the next one. */
  static List<Block> blocksUnder(String heading) {
    String text = text();
    int start = text.indexOf("\n## " + heading + "\n");
    if (start < 0) {
      throw new AssertionError("README.md has no heading '" + heading + "'");
    }
    int end = text.indexOf("\n## ", start + 1);
    return blocks(text.substring(start, end < 0 ? text.length() : end)).toList();
  }

  private static Stream<Block> blocks(String text) {
    return FENCE.matcher(text).results().map(found -> new Block(found.group(1), found.group(2)));
  }

  private static String text() {
    try {
      return Files.readString(Path.of("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
