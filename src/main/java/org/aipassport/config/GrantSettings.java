package org.aipassport.config;

import java.time.Duration;

/**
 * Grants.
 *
 * @param maxLifetime the longest that an owner can approve
 * @param pendingLifetime how long a request waits for a decision
 * @param unregisteredApps whether apps that are not registered may ask
 */
public record GrantSettings(
    Duration maxLifetime, Duration pendingLifetime, boolean unregisteredApps) {}
