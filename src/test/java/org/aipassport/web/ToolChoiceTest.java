package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aipassport.grants.ToolAsk;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolChoiceTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final String KEY = "KKKKKKKKKKKKKKKKKKKKKK";

  private final ToolChoice choice =
      new ToolChoice(ToolPreset.CLAUDE_CODE, List.of("anthropic/" + KEY), Duration.ofDays(90));

  private String refused() {
    RefusalException refusal = catchThrowableOfType(RefusalException.class, () -> choice.ask(NOON));
    assertThat(refusal).isNotNull();
    return PageProblem.of(refusal).input().orElseThrow();
  }

  @Test
  void presetFillsAllButTheModels() {
    choice.setModels("claude-a\r\n  claude-b \n\nclaude-a\n");
    ToolAsk ask = choice.ask(NOON);
    assertThat(ask.name()).isEqualTo("Claude Code");
    assertThat(ask.scope().provider().value()).isEqualTo("anthropic");
    assertThat(ask.scope().models())
        .containsExactly(new ModelName("claude-a"), new ModelName("claude-b"));
    assertThat(ask.scope().capabilities()).containsExactly(Capability.CHAT);
    assertThat(ask.scope().maxRequests()).hasValue(1_000);
    assertThat(ask.scope().maxBudget()).contains(NanoUsd.ofCents(1_000));
    assertThat(ask.scope().store()).isFalse();
    assertThat(ask.lifetime()).isEqualTo(Duration.ofDays(30));
    assertThat(ask.key()).contains(new ProviderKeyId(KEY));
    assertThat(ask.signedInAt()).contains(NOON);
  }

  @Test
  void shorterLongestLifetimeIsTheUsualOne() {
    ToolChoice brief = new ToolChoice(ToolPreset.CODEX, List.of(), Duration.ofHours(8));
    assertThat(brief.getExpiresInSeconds()).isEqualTo("28800");
  }

  @Test
  void emptyNumberOfRequestsIsNoLimit() {
    choice.setModels("claude-a");
    choice.setMaxRequests(" ");
    choice.setStore(true);
    assertThat(choice.ask(NOON).scope().maxRequests()).isEmpty();
    assertThat(choice.ask(NOON).scope().store()).isTrue();
  }

  @Test
  void emptyAmountIsNoLimitOnMoney() {
    choice.setModels("claude-a");
    choice.setMaxBudget("");
    assertThat(choice.ask(NOON).scope().maxBudget()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "ten", "0.001", "1000000.01"})
  void otherAmountsAreRefused(String typed) {
    choice.setModels("claude-a");
    choice.setMaxBudget(typed);
    assertThat(refused()).isEqualTo("maxBudget");
  }

  @Test
  void withoutModelsOrWithTooManyItIsRefused() {
    assertThat(refused()).isEqualTo("models");
    choice.setModels("one model");
    assertThat(refused()).isEqualTo("models");
    choice.setModels(
        IntStream.rangeClosed(1, 65).mapToObj(i -> "m" + i).collect(Collectors.joining("\n")));
    assertThat(refused()).isEqualTo("models");
  }

  @Test
  void withoutCapabilitiesItIsRefused() {
    choice.setModels("claude-a");
    choice.setCapabilities(List.of());
    assertThat(refused()).isEqualTo("capabilities");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "anthropic", "Anthropic/" + KEY, "/" + KEY, "anthropic/x", "a/b/c"})
  void otherSourcesAreRefused(String source) {
    choice.setModels("claude-a");
    choice.setSource(source);
    assertThat(refused()).isEqualTo("source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "9999999999999"})
  void otherNumbersAreRefused(String typed) {
    choice.setModels("claude-a");
    choice.setMaxRequests(typed);
    assertThat(refused()).isEqualTo("maxRequests");
  }

  /** Faces makes null of an empty value of a list. */
  @Test
  void emptyChoicesAreRefused() {
    choice.setModels("claude-a");
    choice.setExpiresInSeconds(null);
    assertThat(choice.ask(NOON).lifetime()).isZero(); // which nobody may have
    choice.setSource(null);
    assertThat(refused()).isEqualTo("source");
  }
}
