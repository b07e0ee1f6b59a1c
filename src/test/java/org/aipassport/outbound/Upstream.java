package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;
import org.aipassport.support.FakeProvider;

/** A client and a fake provider to call with it. */
final class Upstream implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Deadlines PATIENT = new Deadlines(LONG, LONG, LONG, LONG);
  private static final String PATH = "/v1/chat/completions";

  final FakeProvider provider = FakeProvider.start(0);
  final Engine engine;
  final UpstreamClient client;

  Upstream(Wire wire) {
    engine = wire.engine();
    client = new UpstreamClient(engine);
  }

  UpstreamTarget target(Deadlines deadlines) {
    return new UpstreamTarget(provider.origin(), true, deadlines, Egress.DIRECT);
  }

  UpstreamRequest post(String model) {
    return post(model, PATIENT);
  }

  UpstreamRequest post(String model, Deadlines deadlines) {
    byte[] body = "{\"model\":\"%s\"}".formatted(model).getBytes(StandardCharsets.UTF_8);
    return new UpstreamRequest(target(deadlines), "POST", PATH, List.of(), body);
  }

  UpstreamRequest get(String model) {
    return get(model, PATIENT);
  }

  UpstreamRequest get(String model, Deadlines deadlines) {
    return new UpstreamRequest(
        target(deadlines), "GET", "/v1/models/" + model, List.of(), new byte[0]);
  }

  UpstreamExchange send(UpstreamRequest request) {
    return client.send(request, abort -> {});
  }

  /** Sends, reads all, closes. */
  String exchange(UpstreamRequest request) throws IOException {
    try (UpstreamExchange exchange = send(request)) {
      return new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  UpstreamFailure failure(UpstreamRequest request) {
    return failure(request, abort -> {});
  }

  UpstreamFailure failure(UpstreamRequest request, Consumer<Runnable> abortHandle) {
    return catchThrowableOfType(
        UpstreamFailure.class, () -> client.send(request, abortHandle).close());
  }

  static UpstreamRequest getOf(URI origin, boolean allowPrivate, Deadlines deadlines) {
    UpstreamTarget target = new UpstreamTarget(origin, allowPrivate, deadlines, Egress.DIRECT);
    return new UpstreamRequest(target, "GET", "/v1/models", List.of(), new byte[0]);
  }

  /** Waits until it is so; fails after ten seconds. */
  static void eventually(BooleanSupplier so) {
    Instant end = Instant.now().plusSeconds(10);
    while (!so.getAsBoolean() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(so.getAsBoolean()).isTrue();
  }

  @Override
  public void close() {
    client.close();
    provider.close();
  }
}
