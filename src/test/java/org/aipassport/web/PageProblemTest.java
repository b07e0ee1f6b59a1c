package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageProblemTest {
  @ParameterizedTest
  @CsvSource({
    "notes, notes",
    "scope.maxRequests, maxRequests",
    "scope.models[2], models",
    "scope.maxBudgetCents, maxBudget"
  })
  void fieldOfTheFormIsTheLastMemberOfThePath(String path, String input) {
    assertThat(PageProblem.of(RefusalException.ofField(path, "is wrong")).input()).contains(input);
  }

  @Test
  void whatIsAboutNoFieldNamesNone() {
    assertThat(PageProblem.of(new RefusalException(Refusal.STALE, "changed")).input()).isEmpty();
  }
}
