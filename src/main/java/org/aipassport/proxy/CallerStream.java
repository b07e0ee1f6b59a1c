package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.CallId;

/**
 * The caller's side of one call. Pieces of an answer and signs of life go out one after the other,
 * never inside each other. Whatever goes wrong in writing means that the caller is gone.
 *
 * <p>A sign of life may begin the answer before the upstream has said anything: then status 200 and
 * the stream's content type stand, and every error is told in band.
 */
final class CallerStream {
  private final ReentrantLock lock = new ReentrantLock();
  private final HttpServletResponse response;
  private final StreamForm form;
  private Supplier<Map<String, String>> life = Map::of;
  private boolean begun;
  private String type = "";
  private boolean quiet;
  private boolean told;
  private volatile boolean gone;
  private volatile long lastWrite = System.nanoTime();
  private volatile boolean writing;
  private volatile long writingSince;

  CallerStream(HttpServletResponse response, StreamForm form) {
    this.response = response;
    this.form = form;
  }

  /**
   * Begins an answer that comes in pieces, unless it has begun.
   *
   * @param headers asked only if the answer begins now
   * @return false if a sign of life has begun it with another content type
   */
  boolean begin(int status, String contentType, Supplier<Map<String, String>> headers) {
    lock.lock();
    try {
      if (!begun) {
        begun = true;
        type = contentType;
        headers.get().forEach(response::setHeader);
        response.setStatus(status);
        response.setContentType(contentType);
      }
      return type.equals(contentType);
    } finally {
      lock.unlock();
    }
  }

  /** Sends one piece now. */
  void send(byte[] piece) {
    lock.lock();
    try {
      form.sending(piece);
      write(piece);
    } finally {
      lock.unlock();
    }
  }

  /** Sends a whole answer; false if the answer has begun as a stream. */
  boolean sendWhole(
      int status, String contentType, Supplier<Map<String, String>> headers, byte[] body) {
    lock.lock();
    try {
      if (begun || !begin(status, contentType, headers)) {
        return false;
      }
      quiet = true;
      told = true;
      response.setContentLength(body.length);
      write(body);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Headers for the error that follows, if the answer has not begun. */
  void headers(Map<String, String> headers) {
    lock.lock();
    try {
      if (!begun) {
        headers.forEach(response::setHeader);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells an error in band if the answer has begun. No sign of life follows in either case.
   *
   * @return whether the answer has begun; if not, the error is still to be answered
   */
  boolean tell(RefusalException refusal) {
    return end(() -> form.error(refusal));
  }

  /** Tells an upstream's error like {@link #tell(RefusalException)}. */
  boolean tell(JsonObject error, int status) {
    return end(() -> form.error(error, status));
  }

  /** Tells a fault of ours like {@link #tell(RefusalException)}. */
  void fail(CallId call) {
    boolean unused =
        tell(new RefusalException(Refusal.INTERNAL, "Something went wrong here. Request " + call));
  }

  private boolean end(Supplier<byte[]> error) {
    lock.lock();
    try {
      quiet = true;
      if (begun && !told && !gone && form.canTell()) {
        told = true;
        write(error.get());
      }
      return begun;
    } finally {
      lock.unlock();
    }
  }

  /** No sign of life follows. */
  void quieten() {
    lock.lock();
    try {
      quiet = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says what headers an answer has that a sign of life begins, besides ours.
   *
   * @param headers asked only then
   */
  void headersOfLife(Supplier<Map<String, String>> headers) {
    lock.lock();
    try {
      life = headers;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a sign of life, unless something is being written, which is one.
   *
   * @throws CallerGoneException if the caller has left
   */
  void signOfLife() {
    if (!lock.tryLock()) {
      return;
    }
    try {
      show(form.signOfLife());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a sign of life that tells what the caller waits for.
   *
   * @param line without a line break
   * @throws CallerGoneException if the caller has left
   */
  void note(String line) {
    lock.lock();
    try {
      show(form.note(line));
    } finally {
      lock.unlock();
    }
  }

  private void show(byte[] sign) {
    if (!quiet && !gone) {
      boolean unused = begin(HttpServletResponse.SC_OK, form.contentType(), this::withOurs);
      write(sign);
    }
  }

  private Map<String, String> withOurs() {
    Map<String, String> all = new LinkedHashMap<>(AnswerHeaders.OURS);
    all.putAll(life.get());
    return all;
  }

  /** Whether signs of life can be sent. */
  boolean canShowLife() {
    return form.canTell();
  }

  boolean isGone() {
    return gone;
  }

  /** When something was last sent, by {@link System#nanoTime}. */
  long lastWrite() {
    return lastWrite;
  }

  /** How long the write that is under way has waited for the caller to read; zero if none is. */
  Duration stalled() {
    return writing ? Duration.ofNanos(System.nanoTime() - writingSince) : Duration.ZERO;
  }

  /** After a lost connection some servers throw what is no IOException. */
  private void write(byte[] bytes) {
    if (gone) {
      throw new CallerGoneException(new IOException("a sign of life found nobody"));
    }
    writingSince = System.nanoTime();
    writing = true;
    try {
      response.getOutputStream().write(bytes);
      response.getOutputStream().flush();
      lastWrite = System.nanoTime();
    } catch (IOException | RuntimeException e) {
      gone = true;
      throw new CallerGoneException(e);
    } finally {
      writing = false;
    }
  }
}
