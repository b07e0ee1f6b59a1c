package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.BodyHandler;
import org.aipassport.wire.BodyReader;
import org.aipassport.wire.HeldBody;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;

/**
 * Takes calls in: reads their bodies, gives each a thread of its own for its journey, and tells
 * what is refused on the way.
 */
@ApplicationScoped
public class CallIntake {
  private static final Logger LOG = System.getLogger(CallIntake.class.getName());

  /** How much of a body is read for a caller whose token was refused. */
  private static final long MOST_BYTES_UNTRUSTED = 64 * 1024;

  private static final int MOST_UNTRUSTED = 8;

  private final Semaphore untrusted = new Semaphore(MOST_UNTRUSTED);

  private Settings settings;
  private BodyReader bodies;
  private CallThreads threads;
  private ProxiedCalls calls;

  @SuppressWarnings("NullAway.Init")
  protected CallIntake() {} // for the CDI proxy

  @Inject
  CallIntake(Settings settings, BodyReader bodies, CallThreads threads, ProxiedCalls calls) {
    this.settings = settings;
    this.bodies = bodies;
    this.threads = threads;
    this.calls = calls;
  }

  /**
   * Reads the body without holding a thread, then answers the call on a thread of its own; the
   * server's thread is free when this returns.
   */
  void take(TokenRequest request, HttpServletResponse response, AskReader reader) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0); // the server's limit is absolute and would cut live streams
    Journey journey = new Journey(request, response, reader, async);
    if (!request.isRefused()) {
      bodies.read(
          request,
          async,
          request.token().grant().value(),
          settings.limits().maxBodyBytes(),
          journey);
    } else if (isWorthALook(request) && untrusted.tryAcquire()) {
      bodies.read(request, async, BodyReader.NOBODY, MOST_BYTES_UNTRUSTED, new Untrusted(journey));
    } else {
      journey.refused(refusalOf(request));
    }
  }

  /** Who has no token learns of a malformed body first, if it is small. */
  private static boolean isWorthALook(TokenRequest request) {
    long length = request.getContentLengthLong();
    return length >= 0 && length <= MOST_BYTES_UNTRUSTED;
  }

  private static RefusalException refusalOf(TokenRequest request) {
    try {
      request.token();
    } catch (RefusalException refusal) {
      return refusal;
    }
    throw new IllegalStateException("a refused token was accepted");
  }

  /** From the body's end to the answer's. */
  private final class Journey implements BodyHandler {
    private final TokenRequest request;
    private final HttpServletResponse response;
    private final AskReader reader;
    private final AsyncContext async;

    Journey(
        TokenRequest request, HttpServletResponse response, AskReader reader, AsyncContext async) {
      this.request = request;
      this.response = response;
      this.reader = reader;
      this.async = async;
    }

    @Override
    public void whole(HeldBody body) {
      try {
        threads.run(() -> answer(request, response, reader, async, body));
      } catch (RefusalException refusal) {
        body.close();
        refused(refusal);
      }
    }

    @Override
    public void refused(RefusalException refusal) {
      refuse(request, response, refusal);
      complete(async);
    }
  }

  /** Only for a few at a time: whoever has no token must not take what those who have need. */
  private final class Untrusted implements BodyHandler {
    private final Journey journey;

    Untrusted(Journey journey) {
      this.journey = journey;
    }

    @Override
    public void whole(HeldBody body) {
      untrusted.release();
      journey.whole(body);
    }

    @Override
    public void refused(RefusalException refusal) {
      untrusted.release();
      journey.refused(refusal);
    }
  }

  private void answer(
      TokenRequest request,
      HttpServletResponse response,
      AskReader reader,
      AsyncContext async,
      HeldBody body) {
    try (body) {
      calls.travel(request, response, reader.read(request, body));
    } catch (RefusalException refusal) {
      refuse(request, response, refusal);
    } catch (CallerGoneException e) {
      LOG.log(Level.DEBUG, "call {0}: the caller left", RequestId.of(request));
    } catch (RuntimeException | Error e) { // whatever it is, the caller must not see a clean end
      LOG.log(Level.ERROR, "call " + RequestId.of(request) + " failed", e);
      refuse(
          request,
          response,
          new RefusalException(
              Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request)));
    } finally {
      complete(async);
    }
  }

  private static void refuse(
      TokenRequest request, HttpServletResponse response, RefusalException refusal) {
    try {
      Refusals.send(request, response, refusal);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "call {0}: the caller left", RequestId.of(request));
    }
  }

  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "the server completed the call itself");
    }
  }
}
