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
  public ErrorCodes {
    requestCaused = Set.copyOf(requestCaused);
    accountCaused = Set.copyOf(accountCaused);
  }
}
