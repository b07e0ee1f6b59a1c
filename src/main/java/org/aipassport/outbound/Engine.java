package org.aipassport.outbound;

import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.ssl.SSLContexts;

/** Both pools with their transports, and the one thread that watches deadlines. */
final class Engine implements AutoCloseable {
  private static final long TIDY_SECONDS = 5;

  private final ScheduledThreadPoolExecutor timer;
  private final ConnectionPool publicPool;
  private final ConnectionPool privatePool;
  private final Transport publicTransport;
  private final Transport privateTransport;

  Engine(Function<ConnectionPool, Transport> transports, SSLContext tls) {
    timer = new ScheduledThreadPoolExecutor(1, Engine::thread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    publicPool = new ConnectionPool(false, tls);
    privatePool = new ConnectionPool(true, tls);
    publicTransport = transports.apply(publicPool);
    privateTransport = transports.apply(privatePool);
    var unused =
        timer.scheduleWithFixedDelay(this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
  }

  static Engine ofThisServer() {
    String client = ClientBuilder.newBuilder().getClass().getName();
    return new Engine(transportBeside(client), SSLContexts.createDefault());
  }

  /**
   * The JAX-RS client where it is Jersey's; other servers' clients drain, retry or cannot abort.
   */
  static Function<ConnectionPool, Transport> transportBeside(String clientBuilder) {
    boolean jersey = clientBuilder.startsWith("org.glassfish.jersey.");
    return jersey ? JerseyTransport::new : HttpClientTransport::new;
  }

  UpstreamExchange send(UpstreamRequest request, Consumer<Runnable> abortHandle) {
    Call call = new Call(request, timer);
    abortHandle.accept(() -> call.end(Kind.ABORTED));
    call.connecting();
    try {
      return new Exchange(call, transportFor(request.target()).send(call));
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
    return publicPool.leased() + privatePool.leased();
  }

  private Transport transportFor(UpstreamTarget target) {
    return target.allowPrivate() ? privateTransport : publicTransport;
  }

  private void tidy() {
    publicPool.tidy();
    privatePool.tidy();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    publicPool.close();
    privatePool.close();
    publicTransport.close();
    privateTransport.close();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "aipassport-outbound");
    thread.setDaemon(true);
    return thread;
  }
}
