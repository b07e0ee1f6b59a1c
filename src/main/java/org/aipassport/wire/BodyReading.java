package org.aipassport.wire;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one body, whenever the server has some of it. It ends once: with the last byte, an
 * error, or by being given up, whichever comes first; what comes later is not even looked at.
 */
final class BodyReading implements ReadListener {
  /** How long a body may be slow before its pace matters. */
  static final Duration GRACE = Duration.ofSeconds(10);

  static final int LEAST_BYTES_PER_SECOND = 1024;

  private final ServletInputStream in;
  private final GrowingBody body;
  private final long startNanos;
  private final BodyHandler handler;
  private final Consumer<BodyReading> atEnd;
  private boolean ended;

  /**
   * One that begins now.
   *
   * @param atEnd is told before {@code handler} is
   */
  BodyReading(
      ServletInputStream in,
      GrowingBody body,
      long nowNanos,
      BodyHandler handler,
      Consumer<BodyReading> atEnd) {
    this.in = in;
    this.body = body;
    this.startNanos = nowNanos;
    this.handler = handler;
    this.atEnd = atEnd;
  }

  @Override
  public void onDataAvailable() {
    try {
      if (readWhatIsThere()) {
        end(null);
      }
    } catch (RefusalException e) {
      end(e);
    } catch (IOException | RuntimeException e) { // some servers throw what is no IOException
      end(brokeOff(e));
    }
  }

  /**
   * Reads as long as something is there. When all that was announced has come it does not ask for
   * more: Grizzly would wait for that on the connection, and take the next request for it. It then
   * tells the end by itself, but not where the body had come together with the head.
   *
   * @return whether the body has ended and nobody else will tell
   */
  private synchronized boolean readWhatIsThere() throws IOException {
    boolean more = !ended;
    while (more && in.isReady()) {
      more = body.readFrom(in) && !body.isAsAnnounced();
    }
    return !ended && body.isAsAnnounced() && in.isFinished();
  }

  @Override
  public void onAllDataRead() {
    end(null);
  }

  @Override
  public void onError(Throwable cause) {
    end(brokeOff(cause));
  }

  /** Gives up if it takes too long. */
  void giveUpIfLate(long nowNanos, Duration timeout) {
    Duration taken = Duration.ofNanos(nowNanos - startNanos);
    if (taken.compareTo(timeout) > 0 || isSlow(taken)) {
      end(new RefusalException(Refusal.BODY_TIMEOUT, "The body did not arrive in time."));
    }
  }

  private synchronized boolean isSlow(Duration taken) {
    return body.length() < taken.minus(GRACE).toSeconds() * LEAST_BYTES_PER_SECOND;
  }

  private void end(@Nullable RefusalException refusal) {
    HeldBody whole = null;
    RefusalException reason = refusal;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      if (reason == null) {
        try {
          whole = body.whole();
        } catch (RefusalException e) {
          reason = e;
        }
      }
      body.drop();
    }
    atEnd.accept(this);
    if (whole != null) {
      handler.whole(whole);
    } else if (reason != null) {
      handler.refused(reason);
    }
  }

  private static RefusalException brokeOff(Throwable cause) {
    return RefusalException.because(Refusal.MALFORMED, "The body broke off.", cause);
  }
}
