package org.aipassport.web;

import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.metering.BudgetLevel;
import org.aipassport.metering.Period;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetChoiceTest {
  private static final String KEY = "KKKKKKKKKKKKKKKKKKKKKK";
  private static final String GRANT = "GGGGGGGGGGGGGGGGGGGGGG";

  @Test
  void subjectIsThatOfTheLevelWhateverElseWasSent() {
    assertThat(filled(BudgetLevel.ACCOUNT).subject()).isEmpty();
    assertThat(filled(BudgetLevel.APP).subject()).isEqualTo("app.example");
    assertThat(filled(BudgetLevel.KEY).subject()).isEqualTo(KEY);
    assertThat(filled(BudgetLevel.GRANT).subject()).isEqualTo(GRANT);
  }

  private static BudgetChoice filled(BudgetLevel level) {
    BudgetChoice choice = new BudgetChoice(level);
    choice.setHost(" app.example ");
    choice.setBudgetKey(KEY);
    choice.setBudgetGrant(GRANT);
    return choice;
  }

  @Test
  void limitIsOfEachMonthUnlessTheySaySo() {
    BudgetChoice choice = new BudgetChoice(BudgetLevel.ACCOUNT);
    choice.setLimit("20,5");
    assertThat(choice.limit()).isEqualTo(NanoUsd.ofCents(2_050));
    assertThat(choice.period()).isEqualTo(Period.MONTH);
    choice.setPeriod("hour");
    assertThat(choice.period()).isEqualTo(Period.HOUR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-1", "much", "1.001", "1000000.01"})
  void otherLimitsAreRefused(String typed) {
    BudgetChoice choice = new BudgetChoice(BudgetLevel.ACCOUNT);
    choice.setLimit(typed);
    refusedField("limit", choice::limit);
  }

  @Test
  void otherPeriodsAndKeysAreRefused() {
    BudgetChoice choice = new BudgetChoice(BudgetLevel.KEY);
    choice.setPeriod("year");
    refusedField("period", choice::period);
    refusedField("budgetKey", choice::subject);
    choice.setBudgetKey("none");
    refusedField("budgetKey", choice::subject);
  }

  @Test
  void whatIsWrongWithASubjectIsToldAtItsField() {
    RefusalException subject = RefusalException.ofField("subject", "is wrong");
    RefusalException other = RefusalException.ofField("period", "is wrong");
    assertThat(new BudgetChoice(BudgetLevel.APP).here(subject).field()).contains("host");
    assertThat(new BudgetChoice(BudgetLevel.KEY).here(subject).field()).contains("budgetKey");
    assertThat(new BudgetChoice(BudgetLevel.APP).here(other)).isSameAs(other);
  }

  /** Faces makes null of an empty value of a list. */
  @Test
  void emptyChoicesAreRefused() {
    BudgetChoice choice = new BudgetChoice(BudgetLevel.KEY);
    choice.setBudgetKey(null);
    choice.setPeriod(null);
    refusedField("budgetKey", choice::subject);
    refusedField("period", choice::period);
  }
}
