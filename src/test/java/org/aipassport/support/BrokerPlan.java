package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a broker is started; starting again means the same port and the same data. */
public final class BrokerPlan {
  private final Path home;
  private final int port = freePort();
  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private Jdk jdk = Jdk.running();
  private Path data;
  private int starts;

  BrokerPlan(Path home) {
    this.home = home.toAbsolutePath();
    this.data = this.home.resolve("data");
    set("aipassport.public-url", url());
  }

  /** Runs it on this JDK instead of the tests' own. */
  public BrokerPlan on(Jdk chosen) {
    jdk = chosen;
    return this;
  }

  /** Keeps its data here instead of {@code data} under its home. */
  public BrokerPlan data(Path directory) {
    data = directory;
    return this;
  }

  /** A line of its configuration file. */
  public BrokerPlan set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** A variable of its environment. */
  public BrokerPlan environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Has a fake as its OpenAI. */
  public BrokerPlan provider(FakeProvider fake) {
    return set("aipassport.provider.openai.base-url", fake.origin() + "/v1")
        .set("aipassport.provider.openai.allow-private", "true");
  }

  public Path data() {
    return data;
  }

  public int port() {
    return port;
  }

  /** The address under which it is reached. */
  public String url() {
    return "http://localhost:" + port;
  }

  /** Starts it; it is not healthy yet. */
  public BrokerProcess start() {
    try {
      Path temporary = Files.createDirectories(home.resolve("tmp"));
      Path log = home.resolve("broker-" + ++starts + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command(temporary))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      fill(builder.environment());
      Process process = builder.start();
      return new BrokerProcess(this, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(Path temporary) {
    Path preboot = Path.of("config", "payara-micro", "preboot.txt").toAbsolutePath();
    return List.of(
        jdk.tool("java"),
        "-Djava.io.tmpdir=" + temporary,
        "-jar",
        System.getProperty("test.server"),
        "--deploy",
        System.getProperty("test.war"),
        "--contextroot",
        "/",
        "--port",
        Integer.toString(port),
        "--nohazelcast",
        "--disablephonehome",
        "--prebootcommandfile",
        preboot.toString());
  }

  /** What the tests' own environment says about a broker, or its keys, is not for this one. */
  private void fill(Map<String, String> child) throws IOException {
    child.keySet().removeIf(name -> name.startsWith("AIPASSPORT_") || name.endsWith("_API_KEY"));
    child.put("AIPASSPORT_CONFIG", writeSettings().toString());
    child.put("AIPASSPORT_DATA_DIR", data.toString());
    child.putAll(environment);
  }

  private Path writeSettings() throws IOException {
    String lines =
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining());
    return Files.writeString(home.resolve("aipassport.properties"), lines);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
