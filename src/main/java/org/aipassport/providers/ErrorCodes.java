package org.aipassport.providers;

import java.util.Set;

/**
 * Which of a provider's error codes change what its status says.
 *
 * @param requestCaused on a 403: what the caller asked for was refused, not our key
 * @param accountCaused on a 429: our account is at its end, and waiting does not help
 */
public record ErrorCodes(Set<String> requestCaused, Set<String> accountCaused) {
  /** Every 403 is about our key, every 429 about the caller's pace. */
  public static final ErrorCodes NONE = new ErrorCodes(Set.of(), Set.of());

  public ErrorCodes {
    requestCaused = Set.copyOf(requestCaused);
    accountCaused = Set.copyOf(accountCaused);
  }
}
