package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.aipassport.apps.AppFlag;
import org.aipassport.config.ProviderType;
import org.aipassport.grants.CannotDo;
import org.aipassport.grants.GrantStatus;
import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.Period;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.Capability;
import org.aipassport.providers.UsageUnit;
import org.aipassport.vault.ProviderKeyProbe;
import org.junit.jupiter.api.Test;

/** Keys that pages put together from the words of the broker: none is forgotten. */
class GrantTextsTest {
  private static final Map<String, String> TEXTS = Language.read("");

  private static void areTold(String beginning, Object... endings) {
    assertThat(TEXTS.keySet())
        .containsAll(Arrays.stream(endings).map(ending -> beginning + ending).toList());
  }

  @Test
  void statesAndWhatTheyMean() {
    for (GrantStatus status : GrantStatus.values()) {
      areTold("grant.state.", status.wireName());
      if (status != GrantStatus.PENDING) {
        areTold("consent.decided.", status.wireName());
      }
    }
  }

  @Test
  void whatIsSaidOfAnApp() {
    areTold("flag.", (Object[]) AppFlag.values());
    areTold("cannot.", (Object[]) CannotDo.values());
  }

  @Test
  void capabilities() {
    for (Capability capability : Capability.values()) {
      areTold("capability.", capability.wireName(), "long." + capability.wireName());
    }
  }

  @Test
  void outcomesOfCallsAndOfTests() {
    areTold("outcome.", "running");
    for (CallOutcome outcome : CallOutcome.values()) {
      areTold("outcome.", outcome.wireName());
    }
    for (ProviderKeyProbe.Result result : ProviderKeyProbe.Result.values()) {
      areTold("provider-keys.test.", result.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void unitsPeriodsAndLevelsOfMoney() {
    for (UsageUnit unit : UsageUnit.values()) {
      areTold("unit.", unit.wireName());
    }
    for (Period period : Period.values()) {
      areTold("budgets.period.", period.wireName());
    }
    for (BudgetLevel level : BudgetLevel.values()) {
      areTold("budgets.", "tab." + level.wireName(), "about." + level.wireName());
    }
  }

  @Test
  void whateverIsRefused() {
    for (Refusal refusal : Refusal.values()) {
      areTold("problem.", refusal.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void providersAndTools() {
    for (ProviderType type : ProviderType.values()) {
      areTold("provider-keys.where.", type.wireName());
    }
    for (ToolPreset preset : ToolPreset.values()) {
      areTold("tool.", "preset." + preset.key(), "about." + preset.key(), "after." + preset.key());
    }
  }
}
