package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers whose accounts of what was used cannot be, or cannot be known to be true. */
@ArquillianTest
@Timeout(120)
class UsageLiesIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  @BeforeEach
  void forget() {
    Broker.keyId("openai");
    UPSTREAM.clear();
  }

  /** Never clipped and never hidden; and no second call can do the same. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void moreThanThereCanBeIsBookedTruthfullyAndFreezesTheGrant(boolean streamed) {
    TestGrant grant = capped("fake-used-100000");
    if (streamed) {
      toTheEnd(grant, "fake-used-100000");
    } else {
      assertThat(Chat.dropIn(grant, "fake-used-100000").status()).isEqualTo(200);
    }
    assertThat(settled(grant)).isTrue();
    assertThat(spent(grant)).isEqualByComparingTo(Money.cost(5, 100_000));
    Answer next = Chat.dropIn(grant, "fake-used-100000");
    assertThat(next.status()).as(next.toString()).isEqualTo(401);
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    Answer view = Http.get("/grants/" + grant.id(), Broker.asOwner());
    assertThat(view.json().get("status").asText()).isEqualTo("frozen");
  }

  /** Nobody but the provider knows better, and its word is what it bills by. */
  @Test
  void lessThanWasAnsweredIsTheProvidersToSay() {
    TestGrant grant = capped("fake-used-0");
    assertThat(Chat.dropIn(grant, "fake-used-0").status()).isEqualTo(200);
    assertThat(settled(grant)).isTrue();
    assertThat(spent(grant)).isEqualByComparingTo(Money.cost(5, 0));
  }

  @Test
  void whatIsSaidTwiceCountsOnce() {
    TestGrant grant = capped("fake-used-twice");
    toTheEnd(grant, "fake-used-twice");
    assertThat(settled(grant)).isTrue();
    assertThat(spent(grant)).isEqualByComparingTo(Money.cost(5, 5));
  }

  /** An account that takes another back is none. */
  @Test
  void whatIsTakenBackIsChargedAtItsBound() {
    TestGrant grant = capped("fake-used-less");
    BigDecimal kept = toTheEnd(grant, "fake-used-less");
    assertThat(settled(grant)).isTrue();
    assertThat(spent(grant)).isEqualByComparingTo(kept).isGreaterThan(Money.cost(5, 1_005));
  }

  /** What was kept for the call. */
  private static BigDecimal toTheEnd(TestGrant grant, String model) {
    try (EventStream stream = EventStream.open(Chat.DROP_IN, grant, model)) {
      assertThat(stream.status()).isEqualTo(200);
      stream.rest();
      return new BigDecimal(stream.header("aipassport-reserved-usd").orElseThrow());
    }
  }

  private static TestGrant capped(String model) {
    return TestGrant.ask("openai").models(model).maxBudgetCents(1_000).approved();
  }

  private static boolean settled(TestGrant grant) {
    return Wait.until(
        Duration.ofSeconds(10),
        () ->
            Http.get("/api/grants/" + grant.id() + "/calls", Broker.asOwner())
                .json()
                .at("/calls/0/outcome")
                .isTextual());
  }

  private static BigDecimal spent(TestGrant grant) {
    Answer calls = Http.get("/api/grants/" + grant.id() + "/calls", Broker.asOwner());
    return new BigDecimal(calls.json().at("/calls/0/costUsd").asText());
  }
}
