package org.aipassport.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.CallerRequest;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;

class CallPriceTest {
  private static final NanoUsd PLENTY = NanoUsd.ofCents(100_000);
  private static final String CHAT = "/v1/chat/completions";
  private static final String HELLO = "'messages':[{'role':'user','content':'hello'}]";

  @Test
  void whatTheCallerAskedForIsKeptIfTheMoneyIsThere() {
    CallPrice price = chat("'max_completion_tokens':100," + HELLO);
    Reservation kept = price.within(PLENTY);
    assertThat(kept.outputLimit()).isEqualTo(OptionalLong.of(100));
    assertThat(kept.isCapped()).isTrue();
    assertThat(price.isShortened(kept)).isFalse();
    assertThat(Json.text(price.fitted(kept))).contains("\"max_completion_tokens\":100");
  }

  @Test
  void answersWithoutALimitGetTheUsualOne() {
    CallPrice price = chat(HELLO);
    Reservation kept = price.within(PLENTY);
    assertThat(kept.outputLimit()).isEqualTo(OptionalLong.of(16_384));
    assertThat(price.isShortened(kept)).isTrue();
    assertThat(Json.text(price.fitted(kept))).contains("\"max_completion_tokens\":16384");
  }

  @Test
  void answersAreMadeShorterUntilTheyFitIntoWhatIsLeft() {
    CallPrice price = chat("'max_completion_tokens':10000," + HELLO);
    NanoUsd full = price.within(PLENTY).amount();
    NanoUsd left = new NanoUsd(full.nanos() / 2);
    Reservation kept = price.within(left);
    assertThat(kept.amount()).isLessThanOrEqualTo(left);
    assertThat(kept.outputLimit().orElseThrow()).isBetween(4_000L, 5_000L);
    assertThat(price.isShortened(kept)).isTrue();
    long oneMore = kept.outputLimit().orElseThrow() + 1;
    CallPrice longer = chat("'max_completion_tokens':" + oneMore + "," + HELLO);
    assertThat(longer.within(PLENTY).amount()).as("no token is given away").isGreaterThan(left);
  }

  /** What is too much for a number is shortened like what is too much for the money. */
  @Test
  void countlessAnswersAreMadeShorterToo() {
    CallPrice price =
        of(
            GivenProviders.preset("openai"),
            "{'model':'gpt-5.5-pro','n':100000,'max_completion_tokens':1000000000," + HELLO + "}");
    NanoUsd left = new NanoUsd(Long.MAX_VALUE / 2);
    Reservation kept = price.within(left);
    assertThat(kept.amount()).isLessThanOrEqualTo(left);
    assertThat(kept.outputLimit().orElseThrow()).isBetween(2L, 999_999_999L);
  }

  @Test
  void whatFitsNotEvenAtItsShortestSaysWhatItWouldTake() {
    CallPrice price = chat(HELLO);
    Reservation least = price.within(NanoUsd.ZERO);
    assertThat(least.amount()).isGreaterThan(NanoUsd.ZERO);
    assertThat(least.amount()).isLessThan(price.within(PLENTY).amount());
  }

  @Test
  void modelsWithoutAPriceAreRefusedOnlyUnderACap() {
    Provider provider = GivenProviders.preset("openai");
    CallPrice price = of(provider, "{'model':'unheard-of'," + HELLO + "}");
    refused(Refusal.PRICE_UNKNOWN, () -> price.within(PLENTY));
    assertThat(price.charge(Optional.of(used(1, 1)))).isEqualTo(Charge.UNKNOWN);
  }

  @Test
  void whatHasNoBoundIsRefusedByItsName() {
    refused(Refusal.POLICY, () -> chat("'web_search_options':{}," + HELLO).within(PLENTY));
    refused(Refusal.POLICY, () -> chat("'brand_new':1," + HELLO).within(PLENTY));
  }

  @Test
  void costOfWhatWasUsedIsNeverAboveTheBound() {
    CallPrice price = chat("'max_completion_tokens':100," + HELLO);
    NanoUsd most = price.within(PLENTY).amount();
    Charge charge = price.charge(Optional.of(used(8, 100)));
    assertThat(charge.amount().orElseThrow()).isLessThanOrEqualTo(most);
    assertThat(charge.bill().orElseThrow()).contains("\"unit\":\"output\",\"count\":100");
    assertThat(charge.priceVersion()).isEqualTo(price.within(PLENTY).priceVersion());
    assertThat(price.charge(Optional.empty())).isEqualTo(Charge.UNKNOWN);
  }

  @Test
  void thinkingIsPaidForOnTopOrTheMoneyIsNotEnough() {
    String hello = "'model':'claude-opus-5','max_tokens':20000," + HELLO;
    String thinking = ",'thinking':{'type':'enabled','budget_tokens':10000}";
    NanoUsd some = new NanoUsd(messages(hello).within(PLENTY).amount().nanos() * 2 / 5);
    assertThat(messages(hello).within(some).amount()).isLessThanOrEqualTo(some);
    assertThat(messages(hello + thinking).within(some).amount())
        .as("what it would take, for a 402")
        .isGreaterThan(some);
    CallPrice price = messages(hello + thinking);
    NanoUsd more = new NanoUsd(price.within(PLENTY).amount().nanos() * 4 / 5);
    Reservation kept = price.within(more);
    assertThat(kept.amount()).isLessThanOrEqualTo(more);
    assertThat(kept.outputLimit().orElseThrow()).isBetween(10_001L, 19_999L);
    assertThat(Json.text(price.fitted(kept))).contains("\"budget_tokens\":10000");
  }

  /** Afterwards nobody would give it back. */
  @Test
  void whatCannotBeSentWithALimitIsRefusedBeforeMoneyIsKept() {
    Provider google = GivenProviders.preset("google");
    String path = "/v1beta/models/gemini-2.5-flash:generateContent";
    CallPrice price = of(google, path, "{'contents':[],'generationConfig':5}");
    refused(Refusal.INVALID_FIELD, () -> price.within(PLENTY));
  }

  @Test
  void countingTokensIsFree() {
    CallPrice price =
        of(
            GivenProviders.preset("anthropic"),
            "/v1/messages/count_tokens",
            "{'model':'claude-opus-5'," + HELLO + "}");
    Reservation kept = price.within(NanoUsd.ZERO);
    assertThat(kept.amount()).isEqualTo(NanoUsd.ZERO);
    assertThat(kept.isCapped()).isTrue();
  }

  private static CallPrice messages(String members) {
    return of(GivenProviders.preset("anthropic"), "/v1/messages", "{" + members + "}");
  }

  private static UsageCounts used(long input, long output) {
    return new UsageCounts(
        Map.of(UsageUnit.INPUT, input, UsageUnit.OUTPUT, output), Optional.empty());
  }

  private static CallPrice chat(String members) {
    return of(GivenProviders.preset("openai"), "{'model':'gpt-5.4'," + members + "}");
  }

  private static CallPrice of(Provider provider, String body) {
    return of(provider, CHAT, body);
  }

  private static CallPrice of(Provider provider, String path, String body) {
    Understood call =
        provider
            .at(path)
            .orElseThrow()
            .understand(
                CallerRequest.json(
                    path, Map.of(), Json.parseObject(body.replace('\'', '"').getBytes(UTF_8))),
                false);
    return GivenPrices.of(provider, call);
  }
}
