package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The broker as an operator runs it: the WAR on Payara Micro in a process of its own. It ends with
 * the tests' process at the latest.
 *
 * <pre>{@code
 * BrokerProcess.Plan plan = BrokerProcess.plan(home).provider(fake);
 * try (BrokerProcess broker = plan.start()) {
 *   broker.awaitHealthy(Duration.ofSeconds(60));
 *   String owner = broker.setup();
 * }
 * }</pre>
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration TO_STOP = Duration.ofSeconds(40);
  private static final int STEP_MILLIS = 20;
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
  }

  private final Plan plan;
  private final Process process;
  private final Path log;
  private final BrokerClient client;

  private BrokerProcess(Plan plan, Process process, Path log) {
    this.plan = plan;
    this.process = process;
    this.log = log;
    this.client = new BrokerClient(plan.url());
  }

  /** A plan for a broker that keeps everything under {@code home}. */
  public static Plan plan(Path home) {
    return new Plan(home);
  }

  /** How a broker is started; starting again means the same port and the same data. */
  public static final class Plan {
    private final Path home;
    private final int port = freePort();
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private Jdk jdk = Jdk.running();
    private Path data;
    private int starts;

    private Plan(Path home) {
      this.home = home.toAbsolutePath();
      this.data = this.home.resolve("data");
      set("aipassport.public-url", url());
    }

    /** Runs it on this JDK instead of the tests' own. */
    public Plan on(Jdk chosen) {
      jdk = chosen;
      return this;
    }

    /** Keeps its data here instead of {@code data} under its home. */
    public Plan data(Path directory) {
      data = directory;
      return this;
    }

    /** A line of its configuration file. */
    public Plan set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    /** A variable of its environment. */
    public Plan environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Has a fake as its OpenAI. */
    public Plan provider(FakeProvider fake) {
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
        ALIVE.add(process);
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

  /** Returns once it answers {@code GET /health} itself. */
  public BrokerProcess awaitHealthy(Duration longest) {
    await("healthy", longest, () -> answers() == 200);
    return this;
  }

  /** Returns once the log holds a text. */
  public BrokerProcess awaitLog(String text, Duration longest) {
    await("logging '" + text + "'", longest, () -> log().contains(text));
    return this;
  }

  /** A question that is asked again and again. */
  @FunctionalInterface
  public interface Question {
    boolean isSo() throws IOException;
  }

  /** Returns as soon as something is so; fails when the process ends before, or time is up. */
  public void await(String what, Duration longest, Question question) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      while (!question.isSo()) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new AssertionError("The broker is not " + what + " in " + longest + logEnd());
        }
        TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private int answers() {
    try {
      return client.get("/health", "").status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  /** The first account; the answer is its personal access token. */
  public String setup() {
    String json = "{\"secret\":%s,\"username\":\"ada\",\"password\":\"correct horse battery\"}";
    return post("/setup", "", json.formatted(Scan.quoted(setupSecret())))
        .expect(201)
        .text("personalAccessToken");
  }

  /** The one-time secret that lies in the data directory. */
  public String setupSecret() {
    try {
      return Files.readString(plan.data().resolve("setup-secret")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public BrokerClient.Reply get(String path, String token) {
    return client.get(path, token);
  }

  public BrokerClient.Reply post(String path, String token, String json) {
    return client.post(path, token, json);
  }

  public BrokerClient.Events stream(String path, String token, String json) {
    return client.stream(path, token, json);
  }

  public Plan plan() {
    return plan;
  }

  public long pid() {
    return process.pid();
  }

  /** The program that runs it. */
  public String program() {
    return process.info().command().orElse("unknown");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All that it logged since its start, without the colours. */
  public String log() {
    try {
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      return text.replaceAll("\u001B\\[[;\\d]*m", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String logEnd() {
    List<String> lines = new ArrayList<>(log().lines().toList());
    int most = 60;
    return ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }

  /** As {@code kill -9}: no shutdown hook runs. */
  public void kill9() {
    process.destroyForcibly();
    awaitEnd(TO_STOP);
  }

  /** As an operator stops it (SIGTERM). */
  public void stop() {
    process.destroy();
    awaitEnd(TO_STOP);
  }

  private void awaitEnd(Duration longest) {
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The broker does not stop in " + longest + logEnd());
      }
      ALIVE.remove(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill9();
    }
  }
}
