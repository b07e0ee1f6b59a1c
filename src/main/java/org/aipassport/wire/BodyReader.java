package org.aipassport.wire;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.aipassport.config.Background;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Reads bodies without holding a thread: however many drip in, only their bytes are kept. Each has
 * {@code aipassport.body-timeout} to arrive, and after 10 seconds at least 1 KiB a second on
 * average; all together have {@code aipassport.max-body-memory}.
 */
@ApplicationScoped
public class BodyReader {
  /** Whose bodies those are that come without a grant. */
  public static final String NOBODY = BodyMemory.NOBODY;

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Set<BodyReading> readings = ConcurrentHashMap.newKeySet();

  private Settings settings;
  private Background background;
  private LongSupplier nanos;
  private BodyMemory memory;

  @SuppressWarnings("NullAway.Init")
  protected BodyReader() {} // for the CDI proxy

  @Inject
  BodyReader(Settings settings, Background background) {
    this(settings, background, System::nanoTime);
  }

  BodyReader(Settings settings, Background background, LongSupplier nanos) {
    this.settings = settings;
    this.background = background;
    this.nanos = nanos;
    this.memory = new BodyMemory(settings.limits().maxBodyMemory());
  }

  void atStart(@Observes @Priority(800) @Initialized(ApplicationScoped.class) Object event) {
    background.every(LOOK, "give up slow bodies", this::giveUpLate);
  }

  /**
   * Reads a body whole. Returns at once; {@code handler} may be called before that, on this thread.
   * A refusal is TOO_LARGE, without a byte read where the request tells its length; MALFORMED if
   * the body breaks off or the caller leaves; BODY_TIMEOUT; UNAVAILABLE where there is no memory.
   *
   * @param async of this request, without a timeout; completed by nobody before the handler
   * @param owner the id of the grant that it comes with, or {@link #NOBODY}
   * @param mostBytes the limit, below 2 GiB
   */
  public void read(
      HttpServletRequest request,
      AsyncContext async,
      String owner,
      long mostBytes,
      BodyHandler handler) {
    BodyHandler closing = new Closing(request, async, handler);
    long announced = request.getContentLengthLong();
    if (announced > mostBytes) {
      closing.refused(JsonBodies.tooLarge(mostBytes));
      return;
    }
    GrowingBody body = new GrowingBody(memory, owner, announced, Math.toIntExact(mostBytes));
    try {
      ServletInputStream in = request.getInputStream();
      BodyReading reading = new BodyReading(in, body, nanos.getAsLong(), closing, readings::remove);
      readings.add(reading);
      listen(in, reading);
    } catch (IOException e) {
      closing.refused(RefusalException.because(Refusal.MALFORMED, "The body broke off.", e));
    }
  }

  private static void listen(ServletInputStream in, BodyReading reading) {
    try {
      in.setReadListener(reading);
    } catch (RuntimeException e) { // the connection is lost already
      reading.onError(e);
    }
  }

  /** Looks at every body that is being read. */
  void giveUpLate() {
    long now = nanos.getAsLong();
    Duration timeout = settings.limits().bodyTimeout();
    readings.forEach(reading -> reading.giveUpIfLate(now, timeout));
  }

  /** Bodies that are being read now. */
  int underWay() {
    return readings.size();
  }

  /** Bytes that bodies take now, those of running calls included. */
  long bytesHeld() {
    return memory.held();
  }

  /** What was not read would be taken for the next request. */
  private record Closing(HttpServletRequest request, AsyncContext async, BodyHandler handler)
      implements BodyHandler {
    @Override
    public void whole(HeldBody body) {
      handler.whole(body);
    }

    @Override
    public void refused(RefusalException refusal) {
      if (request.getProtocol().startsWith("HTTP/1")
          && async.getResponse() instanceof HttpServletResponse response) {
        response.setHeader("Connection", "close");
      }
      handler.refused(refusal);
    }
  }
}
