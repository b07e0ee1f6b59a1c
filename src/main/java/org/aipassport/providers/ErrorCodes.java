package org.aipassport.providers;

import java.util.Set;

/**
 * What an upstream's error codes mean for its caller.
 *
 * @param requestCaused a 403 with one of these is about the request, not about the provider key
 * @param accountCaused a 4xx with one of these is about the account behind the key: waiting does
 *     not help, and the caller can do nothing
 */
public record ErrorCodes(Set<String> requestCaused, Set<String> accountCaused) {
  public ErrorCodes {
    requestCaused = Set.copyOf(requestCaused);
    accountCaused = Set.copyOf(accountCaused);
  }
}
