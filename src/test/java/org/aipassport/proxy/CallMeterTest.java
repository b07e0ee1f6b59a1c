package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.metering.Charge;
import org.aipassport.metering.Reservation;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallMeterTest {
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}";
  private static final Reservation KEPT =
      new Reservation(NanoUsd.ofCents(5), Optional.of("test"), OptionalLong.empty());
  private static final NanoUsd COST = // 1000 in at 2.50 USD a million, 100 out at 15
      new NanoUsd(1_000L * 2_500 + 100L * 15_000);

  private final CallMeter capped = meter(KEPT);
  private final CallMeter free = meter(Reservation.NONE);

  @Test
  void aWholeAnswerIsPricedByWhatItSays() {
    capped.whole(("{\"choices\":[]," + USAGE + "}").getBytes(UTF_8));
    assertThat(capped.charge().amount()).contains(COST);
    assertThat(capped.charge().bill().orElseThrow()).contains("\"total_usd\":\"0.004\"");
    assertThat(capped.headers())
        .containsEntry("aipassport-cost-usd", "0.004")
        .containsEntry("aipassport-remaining-usd", "1.046")
        .doesNotContainKey("aipassport-reserved-usd");
  }

  @Test
  void largeAnswersTooAreReadForIt() {
    String large = "\"data\":\"" + "x".repeat(100_000) + "\",";
    capped.whole(("{" + large + USAGE + "}").getBytes(UTF_8));
    assertThat(capped.charge().amount()).contains(COST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"usage\":null}",
        "{\"usage\":{}}",
        "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1,\"total_tokens\":0}}",
        "{\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":1,\"total_tokens\":2}}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2},\"usage\":{}}"
      })
  void whatCannotBeReadWithoutDoubtIsUnknown(String answer) {
    capped.whole(answer.getBytes(UTF_8));
    assertThat(capped.charge()).isEqualTo(Charge.UNKNOWN);
    assertThat(capped.headers()).containsEntry("aipassport-reserved-usd", "0.05");
  }

  @Test
  void underACapAStreamCountsOnlyOnceItHasEnded() {
    stream(capped);
    assertThat(capped.charge()).isEqualTo(Charge.UNKNOWN);
    capped.ended();
    assertThat(capped.charge().amount()).contains(COST);
  }

  @Test
  void withoutACapAStreamCountsAsFarAsItCame() {
    assertThat(free.charge()).isEqualTo(Charge.UNKNOWN);
    stream(free);
    assertThat(free.charge().amount()).contains(COST);
  }

  private static void stream(CallMeter meter) {
    meter.event("data: {\"choices\":[{\"delta\":{}}]}\n\n".getBytes(UTF_8));
    meter.event(": a comment\n\n".getBytes(UTF_8));
    meter.event(("data: {\"choices\":[]," + USAGE + "}\n\n").getBytes(UTF_8));
    meter.event("data: [DONE]\n\n".getBytes(UTF_8));
  }

  @Test
  void anEventThatCannotBeReadMakesAllOfItUnknown() {
    stream(capped);
    capped.event("data: {\"usage\":{\n\n".getBytes(UTF_8));
    capped.ended();
    assertThat(capped.charge()).isEqualTo(Charge.UNKNOWN);
  }

  @Test
  void whatAProviderRefusesCostsNothing() {
    capped.refused(429);
    assertThat(capped.charge()).isEqualTo(Charge.NOTHING);
  }

  /** 524 says that a gateway would wait no longer, and nothing about what stands behind it. */
  @Test
  void whatAGatewayGaveUpMayHaveCostAll() {
    for (int status : List.of(502, 504, 520, 524, 527)) {
      CallMeter meter = meter(KEPT);
      meter.refused(status);
      assertThat(meter.charge()).as("" + status).isEqualTo(Charge.UNKNOWN);
    }
    for (int status : List.of(400, 401, 404, 413, 429, 500, 503, 529)) {
      CallMeter meter = meter(KEPT);
      meter.refused(status);
      assertThat(meter.charge()).as("" + status).isEqualTo(Charge.NOTHING);
    }
  }

  private static CallMeter meter(Reservation reservation) {
    return Meters.of(
        Meters.asked("openai", "/v1/chat/completions", "{'model':'gpt-5.4','messages':[]}"),
        reservation);
  }
}
