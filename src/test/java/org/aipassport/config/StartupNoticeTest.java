package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartupNoticeTest {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger SERVER = Logger.getLogger("test.server");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may wrap round
  private final int handlers = ROOT.getHandlers().length;
  private final LogCapture log = new LogCapture("AIPassport");
  private final Background background = new Background();
  private final StartupNotice notice = new StartupNotice(background, nanos::get);

  @BeforeEach
  void quietConsole() {
    consoles(Level.OFF);
  }

  @AfterEach
  void close() {
    notice.end();
    background.stop();
    log.close();
    consoles(Level.ALL);
    assertThat(ROOT.getHandlers()).hasSize(handlers);
  }

  @Test
  void linesAreOneRecordOnceTheLogIsSilent() {
    notice.say("go to http://localhost:8080");
    notice.watchLog();
    notice.say("the setup secret lies in the data directory");
    pass(Duration.ofMillis(1499));
    assertThat(notice.step()).isFalse();
    assertThat(log.records()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(notice.step()).isTrue();
    assertThat(log.records())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getLevel()).isEqualTo(Level.INFO);
              assertThat(entry.getMessage())
                  .isEqualTo(
                      "go to http://localhost:8080"
                          + System.lineSeparator()
                          + "the setup secret lies in the data directory");
            });
  }

  @Test
  void whateverTheServerLogsPutsTheNoticeOff() {
    notice.say("line");
    notice.watchLog();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(1));
      assertThat(notice.step()).isFalse();
      SERVER.severe("a test logs this");
    }
    pass(Duration.ofMillis(1500));
    assertThat(notice.step()).isTrue();
    assertThat(log.messages()).containsExactly("line");
  }

  @Test
  void restlessLogPutsItOffNoLongerThanAMinute() {
    notice.say("line");
    notice.watchLog();
    for (int i = 1; i < 60; i++) {
      pass(Duration.ofSeconds(1));
      SERVER.severe("a test logs this");
      assertThat(notice.step()).isFalse();
    }
    pass(Duration.ofSeconds(1));
    SERVER.severe("a test logs this");
    assertThat(notice.step()).isTrue();
    assertThat(log.messages()).containsExactly("line");
  }

  @Test
  void handlerIsGoneAfterTheNotice() {
    notice.watchLog();
    assertThat(ROOT.getHandlers()).hasSize(handlers + 1);
    pass(StartupNotice.SILENCE);
    notice.step();
    assertThat(ROOT.getHandlers()).hasSize(handlers);
  }

  @Test
  void handlerIsGoneWhenTheApplicationEndsBefore() {
    notice.say("line");
    notice.watchLog();
    notice.end();
    assertThat(ROOT.getHandlers()).hasSize(handlers);
    pass(StartupNotice.LONGEST);
    assertThat(notice.step()).isTrue();
    assertThat(log.records()).isEmpty();
  }

  @Test
  void nothingToSayIsNotSaid() {
    notice.watchLog();
    pass(StartupNotice.SILENCE);
    assertThat(notice.step()).isTrue();
    assertThat(log.records()).isEmpty();
  }

  @Test
  void lateLineIsLoggedAtOnce() {
    notice.watchLog();
    pass(StartupNotice.SILENCE);
    notice.step();
    notice.say("late");
    assertThat(log.messages()).containsExactly("late");
  }

  private static void consoles(Level level) {
    for (Handler handler : ROOT.getHandlers()) {
      handler.setLevel(level);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
