package org.aipassport.config;

import java.time.Duration;

/**
 * How people sign in, and for how long.
 *
 * @param localAccounts whether people may sign in with a password of the broker's own
 * @param sessionIdle how long a session lives without a request; never above {@code
 *     sessionLifetime}
 * @param sessionLifetime how long a session lives at most
 * @param freshFor how long after a sign-in sensitive actions need no second one; never above {@code
 *     sessionLifetime}
 */
public record IdentitySettings(
    boolean localAccounts, Duration sessionIdle, Duration sessionLifetime, Duration freshFor) {}
