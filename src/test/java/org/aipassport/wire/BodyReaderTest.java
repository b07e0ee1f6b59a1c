package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.aipassport.config.Background;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeBody;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
  private static final int MOST = 65_536;
  private static final int BUDGET = 4 * MOST;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the clock may wrap round
  private final BodyReader reader =
      new BodyReader(
          TestSettings.of(
              Map.of(
                  "aipassport.max-body-bytes", "" + MOST,
                  "aipassport.max-body-memory", "" + BUDGET)),
          new Background(),
          nanos::get);

  /** One reading and what became of it. */
  private final class Reading implements BodyHandler {
    final FakeBody body = new FakeBody();
    final FakeResponse response = new FakeResponse();
    final List<HeldBody> whole = new ArrayList<>();
    final List<RefusalException> refused = new ArrayList<>();

    Reading(long announced, long most) {
      this("a grant", announced, most);
    }

    Reading(String owner, long announced, long most) {
      FakeRequest request = FakeRequest.of("POST", "/").body(body);
      if (announced >= 0) {
        request.with("Content-Length", "" + announced);
      }
      reader.read(request.servlet(), async(response), owner, most, this);
    }

    @Override
    public void whole(HeldBody bytes) {
      whole.add(bytes);
    }

    @Override
    public void refused(RefusalException refusal) {
      refused.add(refusal);
    }

    void isWhole(String text) {
      assertThat(refused).isEmpty();
      assertThat(whole).hasSize(1);
      assertThat(new String(whole.get(0).bytes(), UTF_8)).isEqualTo(text);
      assertThat(response.headers()).isEmpty();
    }

    void isRefused(Refusal reason) {
      assertThat(whole).isEmpty();
      assertThat(refused).extracting(RefusalException::reason).containsExactly(reason);
      assertThat(response.header("Connection")).contains("close");
      assertThat(reader.bytesHeld()).isZero();
      assertThat(reader.underWay()).isZero();
    }

    void isGoingOn() {
      assertThat(refused).isEmpty();
      assertThat(whole).isEmpty();
    }
  }

  @Test
  void bodyOfAnAnnouncedLengthIsReadWhole() {
    Reading reading = reading(7);
    reading.body.arrives("{\"a\"");
    reading.isGoingOn();
    reading.body.endsWith(":1}");
    reading.isWhole("{\"a\":1}");
  }

  @Test
  void bodyOfNoAnnouncedLengthIsReadWhole() {
    Reading reading = reading(-1);
    reading.body.arrives("{\"a\"");
    reading.body.arrives(":1}");
    reading.isGoingOn();
    reading.body.ends();
    reading.isWhole("{\"a\":1}");
  }

  @Test
  void bodyThatCameWithTheHeadIsWholeAtOnce() {
    Reading reading = reading(2);
    reading.body.isHereAtOnce("{}");
    reading.isWhole("{}");
    reading.body.ends(); // servers that tell it all the same
    reading.isWhole("{}");
  }

  @Test
  void connectionIsNotAskedForMoreThanWasAnnounced() {
    Reading reading = reading(2);
    reading.body.endsWith("{}");
    reading.isWhole("{}");
    assertThat(reading.body.askedInVain()).isZero();
  }

  @Test
  void noBodyIsAnEmptyOne() {
    Reading reading = reading(0);
    reading.body.ends();
    reading.isWhole("");
    assertThat(reader.bytesHeld()).isZero();
  }

  @Test
  void bodyOfExactlyTheLimitIsRead() {
    for (long announced : new long[] {MOST, -1}) {
      Reading reading = reading(announced);
      reading.body.endsWith("x".repeat(MOST));
      reading.isWhole("x".repeat(MOST));
      assertThat(reader.bytesHeld()).isEqualTo(MOST);
      reading.whole.get(0).close();
    }
  }

  @Test
  void bodyThatAnnouncesMoreThanTheLimitIsNotEvenRead() {
    Reading reading = reading(MOST + 1);
    reading.isRefused(Refusal.TOO_LARGE);
    assertThat(reading.body.isListenedTo()).isFalse();
  }

  @Test
  void bodyThatAnnouncesNothingIsReadOnlyUpToTheLimit() {
    Reading reading = reading(-1);
    reading.body.arrives(new byte[MOST]);
    reading.isGoingOn();
    reading.body.arrives(new byte[1]);
    reading.isRefused(Refusal.TOO_LARGE);
  }

  @Test
  void bodyThatEndsBeforeItsLengthIsMalformed() {
    Reading reading = reading(3);
    reading.body.endsWith("{}");
    reading.isRefused(Refusal.MALFORMED);
  }

  @Test
  void callerThatLeavesLeavesNothing() {
    Reading reading = reading(1_000);
    reading.body.arrives("{");
    reading.body.breaksOff();
    reading.isRefused(Refusal.MALFORMED);
  }

  @Test
  void readingThatFailsIsMalformed() {
    for (Exception fault : List.of(new IOException("reset"), new IllegalStateException("gone"))) {
      Reading reading = reading(1_000);
      reading.body.failsWith(fault);
      reading.isRefused(Refusal.MALFORMED);
    }
  }

  @Test
  void bodyThatTakesTooLongIsGivenUp() {
    Reading reading = reading(MOST);
    reading.body.arrives(new byte[60_000]); // fast enough on average
    after(Duration.ofSeconds(60));
    reading.isGoingOn();
    after(Duration.ofMillis(1));
    reading.isRefused(Refusal.BODY_TIMEOUT);
  }

  @Test
  void bodyThatDripsIsGivenUp() {
    Reading reading = reading(MOST);
    reading.body.arrives(new byte[1_023]);
    after(Duration.ofMillis(10_999));
    reading.isGoingOn();
    after(Duration.ofMillis(1));
    reading.isRefused(Refusal.BODY_TIMEOUT);
  }

  @Test
  void bodyThatIsFastEnoughIsNotGivenUp() {
    Reading reading = reading(MOST);
    for (int second = 1; second <= 60; second++) {
      reading.body.arrives(new byte[1_024]);
      after(Duration.ofSeconds(1));
      reading.isGoingOn();
    }
  }

  @Test
  void whatComesAfterTheEndIsNotLookedAt() {
    Reading reading = reading(2);
    after(Duration.ofSeconds(61));
    reading.body.arrives("{}");
    reading.body.ends();
    reading.body.breaksOff();
    reading.isRefused(Refusal.BODY_TIMEOUT);
    Reading second = reading(2);
    second.body.endsWith("{}");
    after(Duration.ofSeconds(61));
    second.body.breaksOff();
    second.isWhole("{}");
  }

  @Test
  void whoAnnouncesAndSendsNothingTakesNoMemory() {
    for (int i = 0; i < 1_000; i++) {
      reading(MOST).isGoingOn();
    }
    assertThat(reader.bytesHeld()).isZero();
    Reading honest = reading(MOST);
    honest.body.endsWith("x".repeat(MOST));
    honest.isWhole("x".repeat(MOST));
  }

  @Test
  void bodyTakesMemoryAsItComes() {
    Reading reading = reading(MOST);
    reading.body.arrives("x");
    assertThat(reader.bytesHeld()).isEqualTo(8 * 1024);
    reading.body.arrives(new byte[8 * 1024]);
    assertThat(reader.bytesHeld()).isEqualTo(32 * 1024);
    reading(100).body.arrives("x");
    assertThat(reader.bytesHeld()).isEqualTo(32 * 1024 + 100);
  }

  @Test
  void bodyBeyondTheMemoryOfAllIsRefusedAndTheOthersGoOn() {
    Reading first = reading(-1);
    first.body.endsWith("x".repeat(50_000));
    Reading second = reading(-1);
    second.body.endsWith("x".repeat(50_000 - 20_000));
    assertThat(first.whole).hasSize(1);
    assertThat(second.whole).hasSize(1);
    assertThat(reader.bytesHeld()).isEqualTo(80_000);
    Reading third = reading(MOST);
    third.body.arrives(new byte[MOST]);
    assertThat(third.refused)
        .extracting(RefusalException::reason)
        .containsExactly(Refusal.UNAVAILABLE);
    assertThat(reader.bytesHeld()).isEqualTo(80_000);
    first.whole.get(0).close();
    Reading fourth = reading(MOST);
    fourth.body.endsWith("x".repeat(MOST));
    assertThat(fourth.whole).hasSize(1);
  }

  @Test
  void oneGrantLeavesRoomForTheOthers() {
    for (int i = 0; i < 10; i++) {
      reading(-1).body.endsWith("x".repeat(MOST));
    }
    assertThat(reader.bytesHeld()).isBetween(1L, BUDGET / 2L);
    Reading other = new Reading("another grant", -1, MOST);
    other.body.endsWith("x".repeat(20_000));
    assertThat(other.whole).hasSize(1);
  }

  @Test
  void smallBodiesHaveRoomThatLargeOnesCannotTake() {
    for (int grant = 0; grant < 40; grant++) {
      new Reading("grant " + grant, -1, 2 * MOST).body.arrives(new byte[MOST + 1]);
    }
    Reading small = new Reading("a small one", 100, MOST);
    small.body.endsWith("x".repeat(100));
    assertThat(small.whole).hasSize(1);
  }

  @Test
  void thoseWithoutAGrantShareALittle() {
    for (int i = 0; i < 1_000; i++) {
      new Reading(BodyReader.NOBODY, -1, MOST).body.arrives("x");
    }
    assertThat(reader.bytesHeld()).isLessThanOrEqualTo(2L * BodyMemory.SMALL);
    Reading whole = reading(MOST);
    whole.body.endsWith("x".repeat(MOST));
    assertThat(whole.whole).hasSize(1);
  }

  @Test
  void memoryIsGivenBackOnceWhenTheCallEnds() {
    Reading reading = reading(1_000);
    reading.body.endsWith("x".repeat(1_000));
    reading(1_000).body.endsWith("x".repeat(1_000));
    HeldBody held = reading.whole.get(0);
    held.close();
    held.close();
    assertThat(reader.bytesHeld()).isEqualTo(1_000);
    assertThatIllegalStateException().isThrownBy(held::bytes);
  }

  private Reading reading(long announced) {
    return new Reading(announced, MOST);
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
    reader.giveUpLate();
  }

  private static AsyncContext async(FakeResponse response) {
    return (AsyncContext)
        Proxy.newProxyInstance(
            BodyReaderTest.class.getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, asked, arguments) -> {
              if (asked.getName().equals("getResponse")) {
                return response.servlet();
              }
              throw new UnsupportedOperationException(asked.getName());
            });
  }
}
