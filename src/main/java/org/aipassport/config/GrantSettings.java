package org.aipassport.config;

import java.time.Duration;

/**
 * Grants.
 *
 * @param maxLifetime the longest that an owner can approve
 * @param pendingLifetime how long a request waits for a decision
 * @param unregisteredApps whether apps that are not registered may ask
 * @param freshAboveRequests of how many requests and more a page asks for a sign-in again; a grant
 *     without a cap is above every number
 * @param toolMaxLifetime the longest life of a key for a tool of one's own; never above {@code
 *     maxLifetime}
 */
public record GrantSettings(
    Duration maxLifetime,
    Duration pendingLifetime,
    boolean unregisteredApps,
    long freshAboveRequests,
    Duration toolMaxLifetime) {}
