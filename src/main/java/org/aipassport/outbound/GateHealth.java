package org.aipassport.outbound;

import java.time.Instant;
import java.util.Optional;

/**
 * How one provider does, as its gate has seen it since the start: to look at, never a reason to let
 * a call in. Each number is right by itself; together they may be of different moments.
 *
 * @param running how many calls run
 * @param most how many may
 * @param failures how many in a row have failed, while it is not left alone
 * @param failedAt when a call failed last
 * @param restsUntil while it is left alone: when the next call probes it, which may be now
 */
public record GateHealth(
    int running,
    int most,
    int failures,
    Optional<Instant> failedAt,
    Optional<Instant> restsUntil) {}
