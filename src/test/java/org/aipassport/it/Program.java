package org.aipassport.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program of somebody else's, run to its end: with nothing on its standard input, with an
 * environment that knows where programs are and what it is told, and never longer than allowed.
 * What it started ends with it.
 *
 * @param directory where it runs; what it prints lies there afterwards
 */
record Program(Path directory, Map<String, String> environment, Duration most) {
  private static final int STEP_MILLIS = 20;
  private static final List<String> NEEDED =
      List.of("PATH", "Path", "SystemRoot", "TEMP", "TMP", "TMPDIR");

  /** How it ended and what it said. */
  record Ended(int status, String out, String err) {
    @Override
    public String toString() {
      return "exit " + status + "\n" + out + "\n" + err;
    }
  }

  /** Runs it; one that does not end in time fails the test. */
  Ended run(List<String> command) {
    try {
      Path out = directory.resolve("stdout.txt");
      Path err = directory.resolve("stderr.txt");
      Process process = builder(command, out.toFile(), err.toFile()).start();
      process.getOutputStream().close();
      boolean ended = awaitAndClean(process);
      Ended result =
          new Ended(ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
      if (!ended) {
        throw new AssertionError(command + " did not end in " + most + ": " + result);
      }
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder builder(List<String> command, File out, File err) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().retainAll(NEEDED);
    builder.environment().putAll(environment);
    return builder.redirectOutput(out).redirectError(err);
  }

  private boolean awaitAndClean(Process process) {
    Set<ProcessHandle> family = new HashSet<>();
    long end = System.nanoTime() + most.toNanos();
    try {
      boolean ended = false;
      while (!ended && System.nanoTime() < end) {
        process.descendants().forEach(family::add); // later they have another parent
        ended = process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS);
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.descendants().forEach(family::add);
      process.destroyForcibly();
      family.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
