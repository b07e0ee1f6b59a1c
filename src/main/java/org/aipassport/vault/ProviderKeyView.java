package org.aipassport.vault;

import java.time.Instant;
import java.util.Optional;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;

/**
 * What its owner sees of a stored provider key: never the key.
 *
 * @param lastFour its last four characters, empty for a key of fewer than 12
 */
public record ProviderKeyView(
    ProviderKeyId id,
    ProviderName provider,
    String label,
    Labels labels,
    String lastFour,
    Instant createdAt,
    Optional<Instant> replacedAt) {}
