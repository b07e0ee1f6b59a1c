package org.aipassport.grants;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.apps.AppAddress;
import org.aipassport.values.AccountId;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.GrantRequestId;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.WebOrigin;

/**
 * A grant as it was at one moment.
 *
 * @param clientId the app as it is registered, {@code req:<grant request id>} if it is not, {@code
 *     tool:<grant id>} for a tool of the owner's own
 * @param appUrl empty for a tool; of a registered app what its standing vouches for
 * @param account whose key it uses; empty until somebody has decided
 * @param key the provider key it uses; empty until approved, and for providers that need none
 * @param reason why the app asks, in its own words
 * @param status the state at that moment: a pending or approved grant whose time has passed is
 *     EXPIRED
 * @param endedAt when it was denied, revoked, frozen or found expired
 * @param usageCount calls so far, those under way included
 * @param money what they cost
 * @param lastUsedAt when the last call was made or tried
 */
public record GrantView(
    GrantId id,
    GrantRequestId requestId,
    String clientId,
    Optional<AccountId> account,
    Optional<ProviderKeyId> key,
    Labels labels,
    String appName,
    String appUrl,
    String reason,
    GrantScope scope,
    GrantStatus status,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> approvedAt,
    Optional<Instant> endedAt,
    Optional<String> notes,
    OptionalLong maxRequests,
    long usageCount,
    GrantMoney money,
    Optional<Instant> lastUsedAt,
    long version) {

  /** Whether it is a key for a tool of the owner's own, made by themself; it has no address. */
  public boolean isTool() {
    return clientId.startsWith(Grant.TOOL);
  }

  /** The registered app that it is of; none for any other. */
  public Optional<ClientId> client() {
    return isTool() || clientId.startsWith(Grant.UNREGISTERED)
        ? Optional.empty()
        : Optional.of(new ClientId(clientId));
  }

  /** The host of the app's URL in ASCII and lower case; none for a tool. */
  public Optional<String> appHost() {
    return Optional.of(AppAddress.hostOf(appUrl)).filter(host -> !host.isEmpty());
  }

  /** Where the app's own pages come from, if its URL tells. */
  public Optional<WebOrigin> appOrigin() {
    return WebOrigin.ofUrl(appUrl);
  }
}
