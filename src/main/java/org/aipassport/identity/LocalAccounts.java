package org.aipassport.identity;

import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Whether people sign in here with passwords of the broker's own ({@code
 * aipassport.local-accounts}). Where they do not, setup and recovery still begin a session:
 * somebody must be first, and somebody must be able to repair a lost identity provider. Both take a
 * secret that only the machine's operator can read, so neither is a sign-in that others could try.
 * Running sessions go on, and within them {@link SignIn#again} does too.
 */
final class LocalAccounts {
  private LocalAccounts() {}

  /** Refuses with FORBIDDEN where they are off. */
  static void refuseIfOff(Settings settings) {
    if (!settings.identity().localAccounts()) {
      throw new RefusalException(
          Refusal.FORBIDDEN,
          "Passwords of this broker are switched off (aipassport.local-accounts); sign in with your"
              + " identity provider.");
    }
  }
}
