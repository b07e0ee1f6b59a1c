package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.aipassport.config.Background;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.EventDialect;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HeartbeatsTest {
  private static final Duration SILENCE = Duration.ofMillis(450);
  private static final String COMMENT = ": keep-alive\n\n";

  private final CallThreads threads =
      new CallThreads(TestSettings.of(Map.of("aipassport.call-threads", "2")));
  private final Heartbeats heartbeats = new Heartbeats(threads, new Background(), SILENCE);
  private final SlowResponse response = new SlowResponse();
  private final AtomicInteger gone = new AtomicInteger();
  private volatile boolean looking = true;
  private Thread looker = new Thread(this::look);

  @BeforeEach
  void start() {
    looker.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    looking = false;
    response.unblock();
    looker.join();
    threads.stop();
    heartbeats.stop();
  }

  @Test
  void silentStreamShowsThatItLives() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    boolean unused = caller.begin(200, "text/event-stream", Map::of);
    caller.send("data: a\n\n".getBytes(UTF_8));
    try (Beat beat = heartbeats.start(caller, gone::incrementAndGet)) {
      await(() -> response.text().contains(COMMENT));
    }
    assertThat(response.text()).startsWith("data: a\n\n" + COMMENT);
    assertThat(gone).hasValue(0);
  }

  @Test
  void signOfLifeMayComeBeforeAnyAnswer() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    caller.headersOfLife(() -> Map.of("aipassport-reserved-usd", "0.5"));
    try (Beat beat = heartbeats.start(caller, gone::incrementAndGet)) {
      await(() -> response.text().contains(COMMENT));
    }
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).contains("text/event-stream");
    assertThat(response.header("X-Accel-Buffering")).contains("no");
    assertThat(response.header("Cache-Control")).contains("no-store");
    assertThat(response.header("aipassport-reserved-usd")).contains("0.5");
    assertThat(caller.tell(refusal())).isTrue();
    assertThat(response.text()).contains(COMMENT + "data: {\"error\":");
  }

  @Test
  void refusalThatNothingWentBeforeIsStillToBeAnswered() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    assertThat(caller.tell(refusal())).isFalse();
    caller.signOfLife();
    assertThat(response.text()).as("no sign of life mixes with the answer").isEmpty();
  }

  @Test
  void arrayLivesByWhiteSpaceAndEndsByItsErrorsElement() {
    CallerStream caller = caller(AnswerKind.JSON_STREAM);
    try (Beat beat = heartbeats.start(caller, gone::incrementAndGet)) {
      await(() -> response.text().equals("\n"));
    }
    assertThat(response.header("Content-Type")).contains("application/json");
    assertThat(caller.tell(refusal())).isTrue();
    assertThat(response.text()).startsWith("\n[{\"error\":{").endsWith("}]\n");
  }

  @Test
  void noteBeginsTheAnswerLikeASignOfLifeAndSaysWhatTheFormHasRoomFor() {
    CallerStream events = caller(AnswerKind.EVENTS);
    events.note("waiting");
    assertThat(response.text()).isEqualTo(": waiting\n\n");
    assertThat(response.header("X-Accel-Buffering")).contains("no");
    SlowResponse other = new SlowResponse();
    CallerStream array = caller(other, AnswerKind.JSON_STREAM);
    array.note("waiting");
    assertThat(other.text()).isEqualTo("\n");
    assertThat(array.tell(refusal())).isTrue();
    array.note("too late");
    assertThat(other.text()).endsWith("}]\n");
  }

  @Test
  void answerThatIsNoStreamShowsNoSign() {
    CallerStream caller = caller(AnswerKind.JSON);
    try (Beat beat = heartbeats.start(caller, gone::incrementAndGet)) {
      pause(SILENCE.multipliedBy(3));
    }
    caller.signOfLife();
    assertThat(response.text()).isEmpty();
    assertThat(response.isCommitted()).isFalse();
  }

  @Test
  void streamThatIsNotSilentShowsNoSign() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    try (Beat beat = heartbeats.start(caller, gone::incrementAndGet)) {
      for (int i = 0; i < 40; i++) {
        caller.send("x".getBytes(UTF_8));
        pause(SILENCE.dividedBy(15));
      }
    }
    assertThat(response.text()).isEqualTo("x".repeat(40));
  }

  @Test
  void closedBeatBeatsNoMore() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    heartbeats.start(caller, gone::incrementAndGet).close();
    pause(SILENCE.multipliedBy(2));
    assertThat(response.text()).isEmpty();
  }

  @Test
  void callerWhoHasLeftIsFoundOnceAndAtOnceBySecondSign() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    response.failAfter(1); // a connection that is gone takes the first bytes
    long begun = System.nanoTime();
    try (Beat beat = heartbeats.start(caller, gone::incrementAndGet)) {
      await(() -> gone.get() > 0);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(took).isLessThan(SILENCE.multipliedBy(2)); // one sign more would come
      pause(SILENCE);
    }
    assertThat(gone).hasValue(1);
    assertThat(caller.isGone()).isTrue();
    assertThatExceptionOfType(CallerGoneException.class)
        .isThrownBy(() -> caller.send(new byte[] {1}));
  }

  @Test
  void slowCallerDelaysNobodyElse() {
    response.block();
    List<SlowResponse> others = new ArrayList<>();
    try (Beat blocked = heartbeats.start(caller(AnswerKind.EVENTS), gone::incrementAndGet)) {
      await(response::isBlocked);
      for (int i = 0; i < 5; i++) {
        SlowResponse other = new SlowResponse();
        others.add(other);
        Beat unused = heartbeats.start(caller(other, AnswerKind.EVENTS), gone::incrementAndGet);
      }
      await(() -> others.stream().allMatch(other -> other.text().contains(COMMENT)));
      response.unblock();
    }
  }

  @Test
  void signsOfLifeGoOutWhileAllThreadsAreTaken() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      threads.run(
          () -> {
            taken.countDown();
            awaitUnchecked(end);
          });
    }
    assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
    try (Beat beat = heartbeats.start(caller(AnswerKind.EVENTS), gone::incrementAndGet)) {
      await(() -> response.text().contains(COMMENT));
    } finally {
      end.countDown();
    }
  }

  @Test
  void signsOfLifeFallBetweenPieces() {
    CallerStream caller = caller(AnswerKind.EVENTS);
    AtomicInteger round = new AtomicInteger();
    Thread other =
        new Thread(
            () -> {
              while (round.get() < 2_000) {
                caller.signOfLife();
              }
            });
    other.start();
    String event = "data: " + "x".repeat(50) + "\n\n";
    response.splitWrites();
    for (; round.get() < 2_000; round.incrementAndGet()) {
      caller.send(event.getBytes(UTF_8));
    }
    join(other);
    assertThat(response.text().replace(COMMENT, "")).isEqualTo(event.repeat(2_000));
  }

  private CallerStream caller(AnswerKind kind) {
    return caller(response, kind);
  }

  private static CallerStream caller(SlowResponse response, AnswerKind kind) {
    AnswerPlan plan = Relayed.plan(EventDialect.CHAT, false, kind);
    return new CallerStream(response.servlet(), StreamForm.of(plan));
  }

  private static RefusalException refusal() {
    return new RefusalException(Refusal.UPSTREAM_FAILED, "x");
  }

  private void look() {
    while (looking) {
      heartbeats.look();
      pause(SILENCE.dividedBy(15));
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      pause(Duration.ofMillis(2));
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
