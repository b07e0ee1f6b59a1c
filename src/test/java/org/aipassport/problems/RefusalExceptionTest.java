package org.aipassport.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RefusalExceptionTest {
  @Test
  void refusedFieldIsNamedInTheDetail() {
    RefusalException refusal = RefusalException.ofField("scope.models[0]", "must be a string");
    assertThat(refusal.reason()).isEqualTo(Refusal.INVALID_FIELD);
    assertThat(refusal.field()).contains("scope.models[0]");
    assertThat(refusal.detail()).isEqualTo("scope.models[0]: must be a string");
  }

  @Test
  void causeIsForTheLogAndNotInTheDetail() {
    IOException cause = new IOException("jdbc:secret");
    RefusalException refusal = RefusalException.because(Refusal.UNAVAILABLE, "Not now.", cause);
    assertThat(refusal.detail()).isEqualTo("Not now.");
    assertThat(refusal.field()).isEmpty();
    assertThat(refusal).hasCause(cause);
  }
}
