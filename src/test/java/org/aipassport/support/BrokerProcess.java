package org.aipassport.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The broker as an operator runs it: the WAR on Payara Micro in a process of its own. It ends with
 * the tests' process at the latest.
 *
 * <pre>{@code
 * BrokerPlan plan = BrokerProcess.plan(home).provider(fake);
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

  private final BrokerPlan plan;
  private final Process process;
  private final Path log;
  private final BrokerClient client;

  BrokerProcess(BrokerPlan plan, Process process, Path log) {
    ALIVE.add(process);
    this.plan = plan;
    this.process = process;
    this.log = log;
    this.client = new BrokerClient(plan.url());
  }

  /** A plan for a broker that keeps everything under {@code home}. */
  public static BrokerPlan plan(Path home) {
    return new BrokerPlan(home);
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

  public BrokerPlan plan() {
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
