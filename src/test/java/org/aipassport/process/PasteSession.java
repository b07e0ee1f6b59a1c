package org.aipassport.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.support.Jdk;

/** One shell into which the README's blocks are pasted, one after the other. */
final class PasteSession {
  private static final String MARK = "=-=-= ";
  private static final long LONGEST_SECONDS = 300;

  private final Path home;
  private final StringBuilder script = new StringBuilder("set -eu\n");
  private final List<Readme.Block> blocks = new ArrayList<>();

  /** What a block printed, on both streams. */
  record Output(Readme.Block block, String text) {}

  /** Files that the blocks need lie in {@code home}. */
  PasteSession(Path home) {
    this.home = home;
  }

  /** Pastes a block; what is no shell is saved and run as its language is. */
  void paste(Readme.Block block) throws IOException {
    script.append("echo; echo '").append(MARK).append(blocks.size()).append("'\n");
    blocks.add(block);
    script.append(
        switch (block.language()) {
          case "sh" -> block.text();
          case "python" -> "python3 '" + save("hello.py", block) + "'\n";
          case "javascript" -> "node '" + Node.script(block.text()) + "'\n";
          case "java" -> java(block);
          default -> throw new AssertionError("Nothing runs " + block.language());
        });
  }

  private String java(Readme.Block block) throws IOException {
    Matcher name = Pattern.compile("public class (\\w+)").matcher(block.text());
    if (!name.find()) {
      throw new AssertionError("The Java block has no public class");
    }
    Path source = save(name.group(1) + ".java", block);
    String jdk = Jdk.running().home().resolve("bin").toString();
    return "'%s/javac' -proc:none -d '%s' '%s'\n'%s/java' -cp \"%s:$CLASSPATH\" %s\n"
        .formatted(jdk, home, source, jdk, home, name.group(1));
  }

  private Path save(String name, Readme.Block block) throws IOException {
    return Files.writeString(home.resolve(name), block.text());
  }

  /** Runs it all; fails, with all that was printed, at the first block that fails. */
  List<Output> run(Map<String, String> environment) throws IOException, InterruptedException {
    Path printed = home.resolve("printed.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", Files.writeString(home.resolve("paste.sh"), script).toString())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("no_proxy", "localhost,127.0.0.1");
    builder.environment().putAll(environment);
    Process shell = builder.start();
    boolean ended = shell.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    String text = Files.readString(printed);
    System.out.println(text);
    if (!ended || shell.exitValue() != 0) {
      throw new AssertionError("A block of the README fails or never ends:\n" + text);
    }
    return outputs(text);
  }

  private List<Output> outputs(String text) {
    String[] parts = text.split("(?m)^" + MARK + "\\d+$");
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      outputs.add(new Output(blocks.get(i), parts[i + 1]));
    }
    return outputs;
  }
}
