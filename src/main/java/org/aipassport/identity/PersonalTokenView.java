package org.aipassport.identity;

import java.time.Instant;
import java.util.Optional;

/** What its owner sees of a personal access token later on: never the token. */
public record PersonalTokenView(
    String id, String label, Instant createdAt, Optional<Instant> expiresAt) {}
