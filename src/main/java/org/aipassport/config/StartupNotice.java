package org.aipassport.config;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What a person should read last when the broker has started. A server goes on logging after the
 * application's start, so the lines wait until the log has been silent for 1.5 s, but no longer
 * than 60 s.
 */
@ApplicationScoped
public class StartupNotice {
  static final Duration SILENCE = Duration.ofMillis(1500);
  static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(250);
  private static final String NAME = "AIPassport";

  private final Background background;
  private final LongSupplier nanoTime;
  private final Logger root = Logger.getLogger("");
  private final Watch watch = new Watch();
  private final List<String> lines = new ArrayList<>();
  private long startedAt;
  private boolean done;

  /** For the CDI proxy. */
  protected StartupNotice() {
    this(new Background());
  }

  @Inject
  public StartupNotice(Background background) {
    this(background, System::nanoTime);
  }

  StartupNotice(Background background, LongSupplier nanoTime) {
    this.background = background;
    this.nanoTime = nanoTime;
  }

  /** Adds a line; one that comes after the notice was printed is logged at once. No secrets. */
  public synchronized void say(String line) {
    if (done) {
      print(line);
    } else {
      lines.add(line);
    }
  }

  void start(
      @Observes @Priority(Integer.MAX_VALUE) @Initialized(ApplicationScoped.class) Object event) {
    watchLog();
    waitOn();
  }

  synchronized void watchLog() {
    startedAt = nanoTime.getAsLong();
    watch.lastRecordAt = startedAt;
    root.addHandler(watch);
  }

  /** Prints if it is time to; whether nothing remains to be done. */
  synchronized boolean step() {
    long now = nanoTime.getAsLong();
    boolean silent = now - watch.lastRecordAt >= SILENCE.toNanos();
    if (!done && (silent || now - startedAt >= LONGEST.toNanos())) {
      end();
      if (!lines.isEmpty()) {
        print(String.join(System.lineSeparator(), lines));
      }
    }
    return done;
  }

  /** Leaves no handler behind: it would keep the whole application in memory. */
  @PreDestroy
  synchronized void end() {
    done = true;
    root.removeHandler(watch);
  }

  private void waitOn() {
    background.after(
        STEP,
        "startup notice",
        () -> {
          if (!step()) {
            waitOn();
          }
        });
  }

  private static void print(String text) {
    System.getLogger(NAME).log(Level.INFO, text);
  }

  /** Notes when something was last logged, and nothing of what it was. */
  private final class Watch extends Handler {
    private volatile long lastRecordAt;

    @Override
    public void publish(LogRecord logRecord) {
      lastRecordAt = nanoTime.getAsLong();
    }

    @Override
    public void flush() {
      // keeps nothing
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
