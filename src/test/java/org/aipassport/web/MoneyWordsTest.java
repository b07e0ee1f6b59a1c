package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.aipassport.grants.GrantScope;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.CallView;
import org.aipassport.metering.GivenPrices;
import org.aipassport.providers.Capability;
import org.aipassport.providers.GivenProviders;
import org.aipassport.support.GrantViews;
import org.aipassport.support.TestClock;
import org.aipassport.values.CallId;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.Test;

class MoneyWordsTest {
  private static final String LINES =
      "{\"lines\":[{\"unit\":\"input\",\"count\":1200,"
          + "\"rate_nano_usd_per_million\":2500000000,\"tier\":\"standard\"},"
          + "{\"unit\":\"web_search\",\"count\":2,\"tier\":\"standard\"}]";

  private final MoneyWords english = words(Locale.ENGLISH);

  private static MoneyWords words(Locale locale) {
    return new MoneyWords(
        new Texts(Language.of(locale)),
        GivenProviders.presets(),
        GivenPrices.book(),
        new TestClock());
  }

  @Test
  void amountsAreExactWithCentsAtLeast() {
    assertThat(english.usd(NanoUsd.ZERO)).isEqualTo("$0.00");
    assertThat(english.usd(NanoUsd.ofCents(123_450))).isEqualTo("$1,234.50");
    assertThat(english.usd(new NanoUsd(1))).isEqualTo("$0.000000001");
    assertThat(words(Locale.GERMAN).usd(NanoUsd.ofCents(123_450))).isEqualTo("1.234,50\u00a0$");
  }

  @Test
  void spentIsOfTheCapIfThereIsOne() {
    assertThat(english.spent(GrantViews.asking(NanoUsd.ofCents(500)))).isEqualTo("$0.00 of $5.00");
    assertThat(english.spent(GrantViews.of(Capability.CHAT))).isEqualTo("$0.00, no limit");
  }

  @Test
  void shareIsInHundredthsAndNeverMoreThanAll() {
    NanoUsd one = NanoUsd.ofCents(100);
    assertThat(english.share(NanoUsd.ZERO, NanoUsd.ZERO, one)).isZero();
    assertThat(english.share(NanoUsd.ofCents(30), NanoUsd.ofCents(20), one)).isEqualTo(50);
    assertThat(english.share(one, one, one)).isEqualTo(100);
    assertThat(english.share(NanoUsd.ZERO, NanoUsd.ZERO, NanoUsd.ZERO)).isEqualTo(100);
    NanoUsd most = new NanoUsd(Long.MAX_VALUE);
    assertThat(english.share(most, most, most)).isEqualTo(100);
  }

  @Test
  void modelsWithoutAPriceAreNamed() {
    assertThat(english.unpriced(scope("openai", "gpt-5.4"))).isNull();
    assertThat(english.unpriced(scope("openai", "gpt-5.4", "o99-huge", "gpt-none")))
        .isEqualTo("o99-huge, gpt-none");
    assertThat(english.unpriced(scope("gone", "gpt-5.4"))).isEqualTo("gpt-5.4");
  }

  private static GrantScope scope(String provider, String... models) {
    return new GrantScope(
        new ProviderName(provider),
        List.of(models).stream().map(ModelName::new).toList(),
        List.of(Capability.CHAT),
        OptionalLong.empty(),
        Optional.empty(),
        false);
  }

  @Test
  void billIsToldLineByLine() {
    CallView call = call(Optional.of(NanoUsd.ofCents(3)), LINES + ",\"total_usd\":\"0.03\"}");
    assertThat(english.cost(call)).isEqualTo("$0.03");
    assertThat(english.bill(call)).isNotNull();
    assertThat(english.bill(call).lines())
        .extracting(english::line)
        .containsExactly("1,200 × $2.50 per million (standard)", "2, of unknown price (standard)");
    assertThat(english.bill(call).total()).contains(NanoUsd.ofCents(3));
    assertThat(english.bound(call)).isNull();
  }

  @Test
  void whatWasChargedAtTheBoundSaysSo() {
    Optional<NanoUsd> some = Optional.of(NanoUsd.ofCents(3));
    assertThat(english.bound(call(some, null))).contains("did not say what was used");
    assertThat(english.bound(call(some, LINES + "}"))).contains("Not all of this");
    assertThat(english.bound(call(Optional.of(NanoUsd.ZERO), null))).isNull();
    assertThat(english.bound(call(Optional.empty(), null))).isNull();
  }

  @Test
  void unknownCostIsNoCost() {
    CallView settled = call(Optional.empty(), null);
    assertThat(english.cost(settled)).isEqualTo("unknown");
    CallView running =
        new CallView(
            settled.id(),
            settled.at(),
            settled.operation(),
            settled.model(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(english.cost(running)).isEqualTo("–");
  }

  private static CallView call(
      Optional<NanoUsd> cost, @org.jspecify.annotations.Nullable String bill) {
    return new CallView(
        new CallId("CCCCCCCCCCCCCCCCCCCCCC"),
        GrantViews.NOON,
        "chat_completions",
        new ModelName("gpt-a"),
        Optional.of(CallOutcome.COMPLETED),
        OptionalInt.of(200),
        Optional.of(Duration.ofMillis(5)),
        cost,
        Optional.ofNullable(bill));
  }
}
