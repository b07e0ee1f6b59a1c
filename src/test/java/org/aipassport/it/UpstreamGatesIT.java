package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A provider that fails is left alone for a while, and one that hangs takes only its own places.
 */
@ArquillianTest
@Timeout(60)
class UpstreamGatesIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String FRAGILE = "fragile";
  private static final String NARROW = "narrow";
  private static final String BAD = "fake-status-503";
  private static final int FAILURES = 3;
  private static final Duration REST = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @BeforeEach
  void forget() {
    List.of(FRAGILE, NARROW).forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @Test
  void failingProviderIsLeftAloneUntilItHasRested() {
    TestGrant first = TestGrant.of(FRAGILE, BAD, "gpt-fake");
    TestGrant second = TestGrant.of(FRAGILE, BAD, "gpt-fake");
    for (int i = 0; i < FAILURES; i++) {
      assertThat(Chat.dropIn(i == 0 ? second : first, BAD).status()).isEqualTo(503);
    }
    assertThat(UPSTREAM.arrivals()).hasSize(FAILURES);

    Answer left = Chat.dropIn(first, "gpt-fake");
    assertThat(left.status()).isEqualTo(503);
    assertThat(left.header("retry-after")).isPresent();
    assertThat(left.header("x-should-retry")).contains("true");
    assertThat(UPSTREAM.arrivals()).as("nobody asked it").hasSize(FAILURES);
    assertThat(first.used() + second.used()).as("nothing was counted").isEqualTo(FAILURES);

    assertThat(
            Wait.until(REST.plus(PATIENCE), () -> Chat.dropIn(first, "gpt-fake").status() == 200))
        .as("it is tried again")
        .isTrue();
  }

  @Test
  void failuresOfOneGrantAloneKeepNobodyOut() {
    TestGrant failing = TestGrant.of(FRAGILE, BAD);
    for (int i = 0; i < 2 * FAILURES; i++) {
      assertThat(Chat.dropIn(failing, BAD).status()).isEqualTo(503);
    }
    assertThat(UPSTREAM.arrivals()).hasSize(2 * FAILURES);
    assertThat(Chat.dropIn(TestGrant.of(FRAGILE, "gpt-fake"), "gpt-fake").status()).isEqualTo(200);
  }

  @Test
  void refusedCallsTakeNoPlaces() {
    TestGrant grant = TestGrant.ask(NARROW).models("gpt-fake").maxRequests(1).approved();
    assertThat(Chat.dropIn(grant, "gpt-fake").status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) { // more than there are places
      assertThat(Chat.dropIn(grant, "gpt-fake").status()).as("the call %d", i).isEqualTo(429);
    }
    assertThat(Chat.dropIn(TestGrant.of(NARROW, "gpt-fake"), "gpt-fake").status()).isEqualTo(200);
  }

  @Test
  void hangingProviderTakesItsOwnPlacesOnly() throws IOException {
    List<RawCall> hanging = new ArrayList<>();
    List<TestGrant> holders = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        TestGrant grant = TestGrant.of(NARROW, "fake-hang");
        holders.add(grant);
        String request = OddCall.CHAT.request(grant, "fake-hang", false);
        hanging.add(RawCall.send(request));
        hanging.add(RawCall.send(request));
        int soFar = hanging.size();
        assertThat(Wait.until(PATIENCE, () -> UPSTREAM.arrivals().size() == soFar)).isTrue();
        Answer more = Chat.dropIn(grant, "fake-hang");
        assertThat(more.status()).as("a grant has half of the places").isEqualTo(503);
      }
      TestGrant other = TestGrant.of(NARROW, "gpt-fake");
      Answer full = Chat.dropIn(other, "gpt-fake");
      assertThat(full.status()).as("all places are taken").isEqualTo(503);
      assertThat(full.header("retry-after")).isPresent();
      assertThat(other.used()).isZero();
      assertThat(UPSTREAM.arrivals()).hasSize(hanging.size());
      assertThat(Chat.dropIn(TestGrant.of("openai", "gpt-fake"), "gpt-fake").status())
          .isEqualTo(200);
    } finally {
      for (RawCall call : hanging) {
        call.reset();
      }
      holders.forEach(TestGrant::revoke); // who leaves a call that is no stream frees nothing
    }
  }
}
