package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say of refusals. */
public final class Refused {
  private Refused() {}

  /** The call is refused for that reason. */
  public static RefusalException refused(Refusal reason, ThrowingCallable call) {
    RefusalException e = catchThrowableOfType(RefusalException.class, call);
    assertThat(e).as("a refusal").isNotNull();
    assertThat(e.reason()).as(e.detail()).isEqualTo(reason);
    return e;
  }

  /** The call is refused because of that member. */
  public static void refusedField(String field, ThrowingCallable call) {
    assertThat(refused(Refusal.INVALID_FIELD, call).field()).contains(field);
  }
}
