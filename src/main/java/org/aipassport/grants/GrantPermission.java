package org.aipassport.grants;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;

/** What a grant permits, asked of the grant as it is now. */
public final class GrantPermission {
  private GrantPermission() {}

  /**
   * Refuses unless {@code grant} is in force.
   *
   * @throws RefusalException CREDENTIALS_INVALID
   */
  public static void inForce(GrantView grant) {
    if (grant.status() != GrantStatus.APPROVED) {
      throw ended();
    }
  }

  /**
   * Refuses what the grant does not cover.
   *
   * @throws RefusalException OUT_OF_SCOPE for the capability, MODEL_NOT_GRANTED for the model
   */
  public static void covers(GrantView grant, Capability capability, ModelName model) {
    if (!grant.scope().capabilities().contains(capability)) {
      throw new RefusalException(
          Refusal.OUT_OF_SCOPE,
          "The grant does not cover the capability " + capability.wireName() + ".");
    }
    if (!grant.scope().models().contains(model)) {
      throw new RefusalException(
          Refusal.MODEL_NOT_GRANTED, "The grant does not cover the model " + model + ".");
    }
  }

  /** The grant is over: its tokens are worth nothing. */
  static RefusalException ended() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID, "The grant of this token has expired or was revoked.");
  }
}
