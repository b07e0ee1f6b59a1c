package org.aipassport.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The official JavaScript SDK, as its users install it; kept under {@code target}. */
final class Node {
  private static final Path PROJECT = Path.of("target", "node").toAbsolutePath();
  private static final long LONGEST_INSTALLATION_SECONDS = 120;

  private Node() {}

  /** Whether Node.js is there and the SDK is or can be installed. */
  static boolean hasSdk() throws IOException, InterruptedException {
    if (!Commands.succeeds("node", "--version") || !Commands.succeeds("npm", "--version")) {
      return false;
    }
    Files.createDirectories(PROJECT);
    if (Files.exists(PROJECT.resolve("node_modules/openai/package.json"))) {
      return true;
    }
    Process npm =
        new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", "openai")
            .directory(PROJECT.toFile())
            // with streams of its own: npm makes what it inherits non-blocking
            .redirectErrorStream(true)
            .redirectOutput(PROJECT.resolve("npm.log").toFile())
            .start();
    boolean ended = npm.waitFor(LONGEST_INSTALLATION_SECONDS, TimeUnit.SECONDS);
    npm.destroyForcibly();
    return ended && npm.exitValue() == 0;
  }

  /** Saves a module where it finds the SDK. */
  static Path script(String text) throws IOException {
    return Files.writeString(Files.createDirectories(PROJECT).resolve("hello.mjs"), text);
  }
}
