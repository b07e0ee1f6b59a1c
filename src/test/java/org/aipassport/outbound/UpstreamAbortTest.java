package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call ends when its owner says so, and leaves nothing behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamAbortTest {
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  @ParameterizedTest
  @EnumSource
  void abortBeforeTheFirstByteEndsTheCallHereAndThere(Wire wire) throws Exception {
    try (Upstream upstream = new Upstream(wire)) {
      CompletableFuture<Runnable> handle = new CompletableFuture<>();
      Future<UpstreamFailure> failure =
          later(() -> upstream.failure(upstream.post("fake-hang"), handle::complete));
      Upstream.eventually(() -> !upstream.provider.arrivals().isEmpty());
      handle.join().run();
      assertThat(soon(failure).kind()).isEqualTo(Kind.ABORTED);
      assertThat(soon(failure).certainlyNotSent()).isFalse();
      Upstream.eventually(() -> upstream.provider.closedByCaller() == 1);
      assertThat(upstream.engine.leased()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortBeforeAnythingIsSentSendsNothing(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      UpstreamFailure failure = upstream.failure(upstream.post("any"), Runnable::run);
      assertThat(failure.kind()).isEqualTo(Kind.ABORTED);
      assertThat(failure.certainlyNotSent()).isTrue();
      assertThat(upstream.provider.arrivals()).isEmpty();
      assertThat(upstream.engine.leased()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortInTheMiddleFreesTheBlockedReader(Wire wire) throws Exception {
    try (Upstream upstream = new Upstream(wire);
        UpstreamExchange exchange = upstream.send(upstream.post("fake-hang-midstream"))) {
      assertThat(exchange.body().read()).isEqualTo('d');
      Future<UpstreamBroken> broken =
          later(() -> catchThrowableOfType(UpstreamBroken.class, exchange.body()::readAllBytes));
      exchange.abort();
      exchange.abort();
      assertThat(soon(broken).kind()).isEqualTo(Kind.ABORTED);
      assertThatThrownBy(exchange.body()::read).isInstanceOf(UpstreamBroken.class);
      Upstream.eventually(() -> upstream.provider.closedByCaller() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeInTheMiddleOfAStreamDoesNotDrainIt(Wire wire) throws Exception {
    closesAtOnce(wire, "fake-endless");
  }

  @ParameterizedTest
  @EnumSource
  void closeInTheMiddleOfABodyWithALengthDoesNotDrainIt(Wire wire) throws Exception {
    closesAtOnce(wire, "fake-endless-length");
  }

  private static void closesAtOnce(Wire wire, String model) throws Exception {
    try (Upstream upstream = new Upstream(wire)) {
      UpstreamExchange exchange = upstream.send(upstream.post(model));
      assertThat(exchange.body().read()).isPositive();
      Instant start = Instant.now();
      exchange.close();
      assertThat(Duration.between(start, Instant.now())).isLessThan(AT_ONCE);
      assertThat(upstream.engine.leased()).isZero();
      Upstream.eventually(() -> upstream.provider.closedByCaller() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyCutByTheUpstreamNeverLooksEnded(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      for (String model : new String[] {"fake-drop-midstream", "fake-short"}) {
        try (UpstreamExchange exchange = upstream.send(upstream.post(model))) {
          for (int i = 0; i < 3; i++) {
            assertThat(
                    catchThrowableOfType(UpstreamBroken.class, exchange.body()::readAllBytes)
                        .kind())
                .isEqualTo(Kind.BROKEN);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void headIsHandedOutBeforeTheBodyBegins(Wire wire) {
    try (Upstream upstream = new Upstream(wire)) {
      Instant start = Instant.now();
      try (UpstreamExchange exchange = upstream.send(upstream.post("fake-head-only"))) {
        assertThat(exchange.status()).isEqualTo(200);
      }
      assertThat(Duration.between(start, Instant.now())).isLessThan(Upstream.LONG.dividedBy(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsThatAreReadToTheEndShareAConnection(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      for (int i = 0; i < 200; i++) {
        upstream.exchange(upstream.post(i % 2 == 0 ? "any" : "fake-stream-3"));
      }
      assertThat(upstream.provider.arrivals()).hasSize(200);
      assertThat(upstream.provider.connections()).isLessThan(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fiveHundredAbortsLeakNothing(Wire wire) throws IOException {
    try (Upstream upstream = new Upstream(wire)) {
      for (int i = 0; i < 500; i++) {
        UpstreamExchange exchange = upstream.send(upstream.post("fake-hang-midstream"));
        if (i % 2 == 0) {
          exchange.abort();
        }
        exchange.close();
      }
      assertThat(upstream.engine.leased()).isZero();
      assertThat(upstream.exchange(upstream.post("any"))).contains("You sent");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheClientEndsRunningCalls(Wire wire) throws Exception {
    try (Upstream upstream = new Upstream(wire);
        UpstreamExchange exchange = upstream.send(upstream.post("fake-endless"))) {
      upstream.client.close();
      assertThatThrownBy(exchange.body()::readAllBytes).isInstanceOf(UpstreamBroken.class);
      Upstream.eventually(() -> upstream.provider.closedByCaller() == 1);
      assertThatThrownBy(() -> upstream.send(upstream.post("any")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static <T> Future<T> later(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task);
  }

  private static <T> T soon(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(5, TimeUnit.SECONDS);
  }
}
