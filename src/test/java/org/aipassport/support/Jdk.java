package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK on this machine. */
public record Jdk(Path home, Runtime.Version version) {
  private static final Pattern TOOLCHAIN = Pattern.compile("<jdkHome>([^<]+)</jdkHome>");

  /** The one that runs the tests. */
  public static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
  }

  /**
   * The newest of those under {@code /usr/lib/jvm}, in {@code JAVA_HOME*} of the environment and in
   * Maven's toolchains; the running one if none is newer.
   */
  public static Jdk newest() {
    return Stream.concat(Stream.of(running()), places().map(Jdk::at).flatMap(Optional::stream))
        .max(Comparator.comparingInt(jdk -> jdk.version().feature()))
        .orElseThrow();
  }

  /** A program of it, as {@code java} or {@code javac}. */
  public String tool(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static Stream<Path> places() {
    List<Path> places = new ArrayList<>(children(Path.of("/usr/lib/jvm")));
    System.getenv().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("JAVA_HOME"))
        .map(entry -> Path.of(entry.getValue()))
        .forEach(places::add);
    Path maven = Path.of(System.getProperty("user.home"), ".m2");
    Stream.of("toolchains.xml", "discovered-jdk-toolchains-cache.xml")
        .flatMap(name -> toolchains(maven.resolve(name)))
        .forEach(places::add);
    return places.stream();
  }

  private static List<Path> children(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> toolchains(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      return TOOLCHAIN.matcher(text).results().map(found -> Path.of(found.group(1).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Jdk> at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/javac")) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
      String version = Objects.toString(properties.get("JAVA_VERSION"), "").replace("\"", "");
      return Optional.of(new Jdk(home, Runtime.Version.parse(version)));
    } catch (IOException | IllegalArgumentException e) { // older than 9, or not a JDK
      return Optional.empty();
    }
  }
}
