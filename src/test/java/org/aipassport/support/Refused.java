package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Demands that something is refused. */
public final class Refused {
  private Refused() {}

  /** The refusal, for more to be asked of it. */
  public static RefusalException refused(Refusal reason, ThrowingCallable call) {
    RefusalException refusal = catchThrowableOfType(RefusalException.class, call);
    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.reason()).as(refusal.detail()).isEqualTo(reason);
    return refusal;
  }

  /** Demands INVALID_FIELD of that member. */
  public static void refusedField(String name, ThrowingCallable call) {
    assertThat(refused(Refusal.INVALID_FIELD, call).field()).contains(name);
  }

  /** {@link #refused}, for those who name the class. */
  public static RefusalException as(Refusal reason, ThrowingCallable call) {
    return refused(reason, call);
  }

  /** {@link #refusedField}, for those who name the class. */
  public static void field(String name, ThrowingCallable call) {
    refusedField(name, call);
  }
}
