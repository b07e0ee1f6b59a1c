package org.aipassport.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line tool of npm's, unmodified, in a home of its own and without a terminal.
 *
 * @param script what npm would start, under {@code node_modules}
 */
record NpmTool(String script) {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  static final NpmTool CLAUDE_CODE = new NpmTool("@anthropic-ai/claude-code/cli-wrapper.cjs");
  static final NpmTool CODEX = new NpmTool("@openai/codex/bin/codex.js");

  /** An empty home directory. */
  static Path home() {
    try {
      Path homes = Files.createDirectories(TestServer.DIRECTORY.resolve("homes").toAbsolutePath());
      return Files.createTempDirectory(homes, "home-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end in an empty directory under its home. */
  Program.Ended run(Path home, Map<String, String> settings, String... arguments) {
    Path modules = NpmPackages.TOOLS.directory().resolve("node_modules");
    List<String> command = new ArrayList<>(List.of("node", modules.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("HOME", home.toString());
    environment.put("USERPROFILE", home.toString());
    try {
      Path work = Files.createDirectories(home.resolve("work"));
      Program.Ended ended = new Program(work, environment, PATIENCE).run(command);
      Canaries.heard(ended.toString(), script);
      return ended;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
