package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

/** What every refusal is: JSON, and nothing of the server behind it. */
final class Plain {
  private Plain() {}

  static void check(Answer answer) {
    assertThat(answer.header("content-type").orElse("application/json"))
        .matches("application/(problem\\+)?json");
    assertThat(answer.header("server")).isEmpty();
    assertThat(answer.header("x-powered-by")).isEmpty();
    assertThat(answer.text())
        .doesNotContainIgnoringCase("payara")
        .doesNotContainIgnoringCase("glassfish")
        .doesNotContain("Exception")
        .doesNotContain("at org.")
        .doesNotContainIgnoringCase("<html")
        .doesNotContain("<!");
  }
}
