package org.aipassport.apps;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.ClientId;

/**
 * Says of the apps of grants who vouches for them. A registration's standing never changes, so at
 * most 10,000 are remembered and lists of grants ask for each once.
 */
@ApplicationScoped
public class AppStandings {
  private static final int MOST_REMEMBERED = 10_000;

  private final Cache<ClientId, AppStanding> known =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  private Transactions transactions;
  private OAuthClients clients;

  @SuppressWarnings("NullAway.Init")
  protected AppStandings() {} // for the CDI proxy

  @Inject
  AppStandings(Transactions transactions, OAuthClients clients) {
    this.transactions = transactions;
    this.clients = clients;
  }

  /** The standing of an app; who is not registered has none. */
  public AppStanding of(Optional<ClientId> client) {
    return client.map(this::of).orElse(AppStanding.UNREGISTERED);
  }

  private AppStanding of(ClientId client) {
    AppStanding remembered = known.getIfPresent(client);
    if (remembered != null) {
      return remembered;
    }
    Optional<AppStanding> found =
        transactions.call(em -> clients.find(em, client).map(OAuthClient::standing));
    found.ifPresent(standing -> known.put(client, standing));
    return found.orElse(AppStanding.UNREGISTERED);
  }
}
