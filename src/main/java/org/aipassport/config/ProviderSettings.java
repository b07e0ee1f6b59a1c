package org.aipassport.config;

import java.net.URI;
import org.aipassport.values.ProviderName;

/**
 * One upstream.
 *
 * @param baseUrl origin and path prefix as the provider's SDK has it; no slash at the end
 * @param allowPrivate whether it may lie on a private or loopback address and speak plain http
 * @param egress how calls get there
 * @param gate when calls are refused at once
 */
public record ProviderSettings(
    ProviderName name,
    ProviderType type,
    URI baseUrl,
    boolean allowPrivate,
    Deadlines deadlines,
    Egress egress,
    GateSettings gate) {}
