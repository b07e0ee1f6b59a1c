package org.aipassport.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Asks what this machine has. */
final class Commands {
  private static final long LONGEST_SECONDS = 30;

  private Commands() {}

  /** Whether a command is there and ends well. */
  static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) { // no such command
      return false;
    }
  }
}
