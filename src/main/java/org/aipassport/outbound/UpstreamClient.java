package org.aipassport.outbound;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client to the upstreams. A request goes to the target's origin or nowhere, once: no
 * redirect is followed, nothing is sent again, whatever happens. Every address is checked when it
 * is connected to. Connections are reused for as long as they rest less than 30 seconds.
 */
@ApplicationScoped
public class UpstreamClient implements AutoCloseable {
  private @Nullable Engine engine;
  private boolean closed;

  /** Starts nothing before the first call: a proxy of this bean is made by this constructor too. */
  public UpstreamClient() {}

  UpstreamClient(Engine engine) {
    this.engine = engine;
  }

  /**
   * Sends a request and waits for the head of the answer.
   *
   * @param abortHandle gets the action that ends the call, before anything is sent; it may be run
   *     from any thread, at any time, and often
   * @return the answer, to be closed by the caller, whatever its status is
   * @throws UpstreamFailure if there is none
   */
  public UpstreamExchange send(UpstreamRequest request, Consumer<Runnable> abortHandle) {
    return engine().send(request, abortHandle);
  }

  private synchronized Engine engine() {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    if (engine == null) {
      engine = Engine.ofThisServer();
    }
    return engine;
  }

  /** Ends all calls and closes all connections. */
  @PreDestroy
  @Override
  public synchronized void close() {
    closed = true;
    if (engine != null) {
      engine.close();
    }
  }
}
