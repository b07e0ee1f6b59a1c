package org.aipassport.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Demands that something is refused in the words of OAuth. */
final class Problems {
  private Problems() {}

  /** The problem, for more to be asked of it. */
  static OAuthProblem problem(ThrowingCallable call) {
    OAuthProblem problem = catchThrowableOfType(OAuthProblem.class, call);
    assertThat(problem).as("refused").isNotNull();
    return problem;
  }

  /** Demands invalid_request with that description. */
  static void invalidRequest(String description, ThrowingCallable call) {
    demand("invalid_request", 400, description, call);
  }

  /** Demands invalid_client with that description. */
  static void invalidClient(String description, ThrowingCallable call) {
    demand("invalid_client", 401, description, call);
  }

  private static void demand(String code, int status, String description, ThrowingCallable call) {
    OAuthProblem problem = problem(call);
    assertThat(problem.code()).as(problem.description()).isEqualTo(code);
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.description()).isEqualTo(description);
  }
}
