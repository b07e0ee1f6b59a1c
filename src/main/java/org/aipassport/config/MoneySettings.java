package org.aipassport.config;

import java.time.Duration;
import java.time.ZoneId;

/**
 * Money.
 *
 * @param zone whose clocks say when the windows of new budgets begin
 * @param usualOutputTokens how many tokens an answer under a money cap may have if its caller names
 *     no limit
 * @param drain how long an answer is read on, for its bill, after its caller has gone
 * @param park how long a stream whose grant lacks money waits for its owner to raise the cap; zero:
 *     it is refused at once
 * @param freshAboveCents above which cap a page asks for a sign-in again, in US cents; a grant
 *     without a money cap is above every amount
 */
public record MoneySettings(
    ZoneId zone, long usualOutputTokens, Duration drain, Duration park, long freshAboveCents) {}
