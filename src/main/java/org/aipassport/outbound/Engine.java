package org.aipassport.outbound;

import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.aipassport.config.Egress;
import org.aipassport.outbound.CheckedResolver.Lookup;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.apache.hc.core5.http.HttpException;

/** The lanes that calls run on, one for each route, and the one thread that watches deadlines. */
final class Engine implements AutoCloseable {
  private static final long TIDY_SECONDS = 5;

  private final ScheduledThreadPoolExecutor timer;
  private final Map<Route, Lane> lanes = new ConcurrentHashMap<>(); // as many as are configured
  private final Function<ConnectionPool, Transport> transports;
  private final Function<Egress, SSLContext> trust;
  private final Lookup lookup;
  private boolean closed;

  Engine(
      Function<ConnectionPool, Transport> transports,
      Function<Egress, SSLContext> trust,
      Lookup lookup) {
    this.transports = transports;
    this.trust = trust;
    this.lookup = lookup;
    timer = new ScheduledThreadPoolExecutor(1, Engine::thread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    var unused =
        timer.scheduleWithFixedDelay(this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
  }

  static Engine ofThisServer() {
    String client = ClientBuilder.newBuilder().getClass().getName();
    return new Engine(transportBeside(client), Trust::of, InetAddress::getAllByName);
  }

  /**
   * The JAX-RS client where it is Jersey's; other servers' clients drain, retry or cannot abort.
   */
  static Function<ConnectionPool, Transport> transportBeside(String clientBuilder) {
    boolean jersey = clientBuilder.startsWith("org.glassfish.jersey.");
    return jersey ? JerseyTransport::new : HttpClientTransport::new;
  }

  UpstreamExchange send(UpstreamRequest request, Consumer<Runnable> abortHandle) {
    Lane lane = laneOf(request.target()); // made before a deadline runs
    Call call = new Call(request, timer);
    abortHandle.accept(() -> call.end(Kind.ABORTED));
    call.connecting();
    try {
      return new Exchange(call, lane.transport().send(call));
    } catch (IOException | HttpException e) {
      throw ended(call, e);
    } catch (RuntimeException e) {
      boolean cut = call.ended() != null; // then the client library throws anything
      UpstreamFailure failure = ended(call, e);
      throw cut ? failure : e;
    }
  }

  /** Neither connection nor alarm outlives a call without an answer. */
  private static UpstreamFailure ended(Call call, Exception cause) {
    UpstreamFailure failure = Failures.of(call, cause);
    call.end(failure.kind());
    return failure;
  }

  /** How many connections calls hold now. */
  int leased() {
    return lanes.values().stream().mapToInt(lane -> lane.pool().leased()).sum();
  }

  /** How many lanes there are. */
  int lanes() {
    return lanes.size();
  }

  private Lane laneOf(UpstreamTarget target) {
    Lane known = lanes.get(target.route());
    return known == null ? open(target.route()) : known;
  }

  private synchronized Lane open(Route route) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    return lanes.computeIfAbsent(
        route,
        added -> {
          ConnectionPool pool = new ConnectionPool(added, trust.apply(added.egress()), lookup);
          return new Lane(pool, transports.apply(pool));
        });
  }

  private void tidy() {
    lanes.values().forEach(lane -> lane.pool().tidy());
  }

  @Override
  public synchronized void close() {
    closed = true;
    timer.shutdownNow();
    lanes.values().forEach(Lane::close);
  }

  private record Lane(ConnectionPool pool, Transport transport) {
    void close() {
      pool.close();
      transport.close();
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "aipassport-outbound");
    thread.setDaemon(true);
    return thread;
  }
}
