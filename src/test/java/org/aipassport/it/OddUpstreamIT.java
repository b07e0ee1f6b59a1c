package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each misbehaviour of an upstream in each form of a call: the right status, or the form's own
 * error behind what had come; nothing that looks like a whole answer, nothing left behind, and a
 * line in the log that names the request. What is odd and no fault changes nothing.
 */
@ArquillianTest
@Timeout(60)
class OddUpstreamIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final int CALLERS = 24;

  /** What a misbehaviour makes of an answer. */
  private enum Shape {
    REFUSED,
    BROKEN,
    WHOLE
  }

  private enum Odd {
    HANG("fake-hang", 504),
    DRIPPING_HEAD("fake-drip-head", 504),
    DROP("fake-drop", 502),
    RESET("fake-reset", 502),
    JUNK("fake-junk", 502),
    LONG_HEADER("fake-header-32", 502),
    MANY_HEADERS("fake-headers-250", 502),
    REDIRECT("fake-redirect-307", 502),
    ERROR_500("fake-status-500", 502),
    WRONG_TYPE("fake-wrongtype", 502),
    GZIP("fake-gzip", 502),
    NOT_JSON("fake-notjson", 502),
    SHORT("fake-short", 502),
    SILENT_BODY("fake-head-only", 504, Shape.REFUSED, true),
    DRIPPING_WITHOUT_END("fake-endless-length", 504, Shape.REFUSED, false),
    HANG_MIDSTREAM("fake-hang-midstream", 0, Shape.BROKEN, true),
    DROP_MIDSTREAM("fake-drop-midstream", 0, Shape.BROKEN, true),
    RESET_MIDSTREAM("fake-reset-midstream", 0, Shape.BROKEN, true),
    ENDLESS_LINE("fake-endless-line", 0, Shape.BROKEN, true),
    ENDLESS("fake-endless", 0, Shape.BROKEN, true),
    NO_END("fake-no-final", 0, Shape.BROKEN, true),
    STREAM_UNASKED_FOR("fake-no-done", 502, Shape.REFUSED, false),
    INFORMATION("fake-1xx", 200, Shape.WHOLE, true, false),
    TRAILERS("fake-trailers", 200, Shape.WHOLE, true, false),
    DRIP("fake-drip-1", 200, Shape.WHOLE, true, false),
    COMMENTS("fake-comments", 200, Shape.WHOLE, true);

    private final String model;
    private final int status;
    private final Shape shape;
    private final boolean[] streamed;

    Odd(String model, int status) {
      this(model, status, Shape.REFUSED, true, false);
    }

    Odd(String model, int status, Shape shape, boolean... streamed) {
      this.model = model;
      this.status = status;
      this.shape = shape;
      this.streamed = streamed;
    }
  }

  private record Case(OddCall call, Odd odd, boolean streamed) {
    String name() {
      return call + " " + odd + (streamed ? " in a stream" : "");
    }
  }

  /** What became of a case. */
  private record Outcome(TestGrant grant, Answer answer) {}

  /** All cases, made at the first question. */
  private static final class Matrix {
    static final Map<Case, CompletableFuture<Outcome>> OUTCOMES = all();
  }

  /** Runs all cases at once, since most of them wait. */
  private static Map<Case, CompletableFuture<Outcome>> all() {
    Arrays.stream(OddCall.values()).map(OddCall::provider).forEach(Broker::keyId);
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    Map<Case, CompletableFuture<Outcome>> outcomes = new LinkedHashMap<>();
    for (Case one : cases().toList()) {
      outcomes.put(one, CompletableFuture.supplyAsync(() -> run(one), callers));
    }
    outcomes.values().forEach(outcome -> outcome.exceptionally(e -> null).join());
    callers.shutdown();
    ServerLog.readOn();
    return outcomes;
  }

  private static Outcome run(Case one) {
    TestGrant grant = TestGrant.of(one.call().provider(), one.odd().model);
    return new Outcome(grant, one.call().make(grant, one.odd().model, one.streamed(), one.name()));
  }

  private static final Set<Odd> READ_TO_THEIR_END =
      EnumSet.of(Odd.NOT_JSON, Odd.NO_END, Odd.STREAM_UNASKED_FOR);

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Odd odd : Odd.values()) {
      for (OddCall call : OddCall.values()) {
        for (boolean streamed : odd.streamed) {
          boolean twice = call.isArray() && !streamed; // there is one kind of whole answer
          if (!twice && isThere(odd, call, streamed)) {
            cases.add(new Case(call, odd, streamed));
          }
        }
      }
    }
    return cases.stream();
  }

  /** Of bytes the first is no answer, for it is JSON, and the second a whole one. */
  private static final Set<Odd> NOT_OF_BYTES =
      EnumSet.of(Odd.DRIPPING_WITHOUT_END, Odd.STREAM_UNASKED_FOR);

  private static boolean isThere(Odd odd, OddCall call, boolean streamed) {
    boolean fits = !call.isBytes() || !NOT_OF_BYTES.contains(odd);
    return fits && (!streamed || call.canStream());
  }

  static Stream<Case> of(Shape shape) {
    return cases().filter(one -> one.odd().shape == shape);
  }

  static Stream<Case> refused() {
    return of(Shape.REFUSED);
  }

  static Stream<Case> broken() {
    return of(Shape.BROKEN);
  }

  static Stream<Case> whole() {
    return of(Shape.WHOLE);
  }

  @ParameterizedTest
  @MethodSource
  void refused(Case one) {
    Answer answer = outcome(one).answer();
    one.call().assertRefused(answer, one.odd().status);
    assertFailed(one, answer);
  }

  @ParameterizedTest
  @MethodSource
  void broken(Case one) {
    Answer answer = outcome(one).answer();
    assertThat(answer.text()).contains(one.call().piece(0)).contains(one.call().piece(1));
    one.call().assertBroken(answer);
    assertFailed(one, answer);
  }

  private static void assertFailed(Case one, Answer answer) {
    assertThat(one.call().isComplete(answer)).as(answer.toString()).isFalse();
    assertThat(ServerLog.of(answer)).as("log").isNotEmpty();
    int connection = assertSettled(one);
    boolean wasReadToItsEnd = READ_TO_THEIR_END.contains(one.odd()); // may be used again
    assertThat(wasReadToItsEnd || Wait.until(AT_ONCE, () -> !UPSTREAM.isOpen(connection)))
        .as("upstream connection closed")
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void whole(Case one) {
    Answer answer = outcome(one).answer();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(one.call().isComplete(answer)).as(answer.toString()).isTrue();
    boolean hasParts = one.streamed() && one.call().hasParts();
    assertThat(answer.text()).contains(hasParts ? one.call().piece(4) : one.call().said());
    assertThat(answer.headers()).doesNotContainKeys("x-fake-trailer", "set-cookie", "link");
    assertThat(ServerLog.of(answer)).as("log").isEmpty();
    if (one.odd() == Odd.COMMENTS && !one.call().isArray()) {
      assertThat(OddCall.events(answer))
          .contains(
              ": fake comment",
              "event: fake_unknown\ndata: {\"type\":\"fake_unknown\",\"fake\":true}");
    }
    int unused = assertSettled(one);
  }

  private static Outcome outcome(Case one) {
    return Matrix.OUTCOMES.get(one).join();
  }

  /** One request went out and was counted, nothing is reserved; returns its connection. */
  private static int assertSettled(Case one) {
    TestGrant grant = outcome(one).grant();
    assertThat(Wait.until(AT_ONCE, () -> grant.reserved() == 0)).as("settled").isTrue();
    assertThat(grant.used()).isEqualTo(1);
    List<Arrival> arrivals =
        UPSTREAM.arrivals().stream()
            .filter(arrival -> arrival.text().contains('"' + one.name() + '"'))
            .toList();
    assertThat(arrivals).as("nothing is retried").hasSize(1);
    return arrivals.get(0).connection();
  }
}
