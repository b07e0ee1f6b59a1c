package org.aipassport.providers;

import java.util.Set;

/**
 * Which of a provider's error codes change what its status says.
 *
 * @param requestCaused on a 403: what the caller asked for was refused, not our key
 * @param accountCaused on a 4xx: our key or our account is at its end, which neither waiting nor
 *     another request helps
 */
public record ErrorCodes(Set<String> requestCaused, Set<String> accountCaused) {
  /** Every 403 is about our key, every other 4xx about the request. */
  public static final ErrorCodes NONE = new ErrorCodes(Set.of(), Set.of());

  public ErrorCodes {
    requestCaused = Set.copyOf(requestCaused);
    accountCaused = Set.copyOf(accountCaused);
  }
}
