package org.aipassport.metering;

import java.time.LocalDate;

/**
 * How much a grant was used on one day.
 *
 * @param day in UTC
 * @param calls those that count against the grant
 * @param failed those of them that did not end in a whole answer
 */
public record DayCount(LocalDate day, long calls, long failed) {}
