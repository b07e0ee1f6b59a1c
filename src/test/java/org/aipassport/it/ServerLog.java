package org.aipassport.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server has logged of calls that went wrong, by their request ids. */
final class ServerLog {
  private static final Pattern WRONG = Pattern.compile("(?:WARNING|SEVERE): call (\\S+?):? (.+)");
  private static final Map<String, List<String>> CALLS = new ConcurrentHashMap<>();
  private static long place;

  private ServerLog() {}

  /** Reads what was logged since the last time; the log is long and grows. */
  static synchronized void readOn() {
    try (FileChannel file = FileChannel.open(TestServer.DIRECTORY.resolve("server.log"));
        BufferedReader lines =
            new BufferedReader(
                Channels.newReader(file.position(place), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher wrong = WRONG.matcher(line);
        if (wrong.matches()) {
          CALLS
              .computeIfAbsent(wrong.group(1), id -> new CopyOnWriteArrayList<>())
              .add(wrong.group(2));
        }
      }
      place = file.position();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What went wrong with the call that was answered so, as far as was read. */
  static List<String> of(Answer answer) {
    return List.copyOf(
        CALLS.getOrDefault(answer.header("aipassport-request-id").orElseThrow(), List.of()));
  }
}
