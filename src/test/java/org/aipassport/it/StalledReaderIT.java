package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callers who ask for a stream and read nothing of it. Their threads wait in the server's write and
 * cannot be woken; what they hold is freed all the same.
 */
@ArquillianTest
@Timeout(120)
class StalledReaderIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String FLOOD = "fake-flood";

  /** A provider that takes four calls, two of each grant. */
  private static final String NARROW = "narrow";

  private static final int PLACES = 4;
  private static final Duration TO_FILL_UP = Duration.ofSeconds(20);
  private static final Duration TO_REST = Duration.ofSeconds(60); // behind another test
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(20);

  private final List<RawCall> callers = new ArrayList<>();

  @BeforeEach
  void forget() {
    Broker.keyId(NARROW);
    TestGrant grant = TestGrant.of(NARROW, "gpt-fake");
    assertThat(Wait.until(TO_REST, () -> Chat.dropIn(grant, "gpt-fake").status() == 200)).isTrue();
    UPSTREAM.clear();
  }

  @AfterEach
  void leave() throws IOException {
    for (RawCall caller : callers) {
      caller.reset();
    }
  }

  @Test
  void revocationFreesWhatStalledReadersHold() throws IOException {
    TestGrant first = stalled();
    TestGrant second = stalled();
    TestGrant third = TestGrant.of(NARROW, "gpt-fake");
    assertThat(Chat.dropIn(third, "gpt-fake").status()).as("all places are taken").isEqualTo(503);
    assertThat(first.reserved() + second.reserved()).isEqualTo(PLACES);

    first.revoke();
    assertFreed(first, AT_ONCE);
    assertThat(Chat.dropIn(third, "gpt-fake").status()).as("its places are free").isEqualTo(200);
    assertThat(second.reserved()).as("others are not concerned").isEqualTo(2);

    second.revoke();
    assertFreed(second, AT_ONCE);
    assertThat(first.used() + second.used()).isEqualTo(PLACES);
  }

  @Test
  void whoNeverReadsIsGivenUpWithoutARevocation() throws IOException {
    TestGrant grant = stalled();
    assertFreed(grant, WRITE_DEADLINE.plus(TO_FILL_UP));
    assertThat(Chat.dropIn(TestGrant.of(NARROW, "gpt-fake"), "gpt-fake").status()).isEqualTo(200);
  }

  /** A grant with two calls that nobody reads. */
  private TestGrant stalled() throws IOException {
    TestGrant grant = TestGrant.of(NARROW, FLOOD);
    for (int i = 0; i < 2; i++) {
      callers.add(RawCall.deaf(OddCall.CHAT.request(grant, FLOOD, true)));
    }
    assertThat(Wait.until(TO_FILL_UP, () -> arrivals(grant) == 2)).isTrue();
    return grant;
  }

  private static long arrivals(TestGrant grant) {
    return UPSTREAM.arrivals().stream().filter(one -> one.text().contains(grant.id())).count();
  }

  private static void assertFreed(TestGrant grant, Duration patience) {
    assertThat(Wait.until(patience, () -> grant.reserved() == 0)).as("settled").isTrue();
    assertThat(
            UPSTREAM.arrivals().stream()
                .filter(one -> one.text().contains(grant.id()))
                .noneMatch(one -> UPSTREAM.isOpen(one.connection())))
        .as("upstream connections closed")
        .isTrue();
  }
}
