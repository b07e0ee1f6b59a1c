package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.aipassport.apps.AppAddress;
import org.aipassport.apps.AppBlocks;
import org.aipassport.apps.AppIdentities;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.apps.OAuthClients;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.identity.Caller;
import org.aipassport.identity.People;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Providers;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.GrantRequestId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.aipassport.values.WebOrigin;

/** Takes an app's request for a grant. */
@ApplicationScoped
public class GrantRequests {
  /** What a claim token begins with: the proof of an unregistered app that a grant is its own. */
  public static final String CLAIM_PREFIX = "aip_claim_";

  /** How long a registered app's request waits: its user sits before the page. */
  static final Duration PATIENCE = Duration.ofHours(1);

  private static final int MOST_PENDING_PER_ADDRESS = 20;
  private static final int MOST_PENDING_PER_OWNER = 50;

  private static final String COUNT =
      "SELECT COUNT(*) FROM grant_request r JOIN access_grant g ON g.request_id = r.id WHERE ";
  private static final String PENDING = " = ? AND g.status = 'PENDING' AND g.expires_at > ? ";
  private static final String PENDING_FROM_ADDRESS = COUNT + "r.address" + PENDING;
  private static final String PENDING_FOR_OWNER = COUNT + "r.owner_name" + PENDING;

  /** What the app gets; the claim token is seen only here. */
  public record Requested(
      GrantRequestId id, Instant createdAt, GrantView grant, SecretText claimToken) {}

  private Settings settings;
  private Transactions transactions;
  private Providers providers;
  private People people;
  private AppIdentities identities;
  private AppBlocks blocks;
  private OAuthClients clients;
  private PendingGate gate;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected GrantRequests() {} // for the CDI proxy

  @Inject
  GrantRequests(
      Settings settings,
      Transactions transactions,
      Providers providers,
      People people,
      AppIdentities identities,
      AppBlocks blocks,
      OAuthClients clients,
      PendingGate gate,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.providers = providers;
    this.people = people;
    this.identities = identities;
    this.blocks = blocks;
    this.clients = clients;
    this.gate = gate;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Stores a request and its pending grant, which ends after 24 hours unless decided.
   *
   * @param address the caller's address, an IPv6 one cut to its /64
   * @throws RefusalException INVALID_FIELD for a provider that is not configured or a name that
   *     imitates another, FORBIDDEN if unregistered apps may not ask here or those of its host are
   *     blocked, TOO_MANY beyond 20 pending from one address or 50 for one owner
   */
  public Requested request(GrantAsk ask, String address) {
    if (!settings.grants().unregisteredApps()) {
      throw new RefusalException(
          Refusal.FORBIDDEN, "Only registered apps may ask for a grant here.");
    }
    if (providers.find(ask.scope().provider()).isEmpty()) {
      throw RefusalException.ofField("scope.provider", "is not a provider here");
    }
    identities.refuseImitation("appName", ask.appName());
    return transactions.call(
        em -> {
          GrantRequestId id = new GrantRequestId(Ids.next());
          SecretText claimToken = OpaqueSecrets.next(CLAIM_PREFIX);
          String clientId = Grant.UNREGISTERED + id;
          GrantView grant =
              store(
                  em,
                  ask,
                  new Terms(
                      id,
                      clientId,
                      claimToken,
                      Optional.empty(),
                      settings.grants().pendingLifetime(),
                      address));
          return new Requested(id, grant.createdAt(), grant, claimToken);
        });
  }

  /**
   * Stores what a registered app asks for and its pending grant, which ends after an hour unless
   * decided. There is no claim token: the app proves by its own credentials what it is.
   *
   * @param redirectUri where the answer will go; its origin is the app's address unless an operator
   *     vouches for another
   * @param address as in {@link #request}
   * @throws RefusalException INVALID_FIELD for a provider that is not configured, FORBIDDEN if the
   *     app is disabled or apps of its host are blocked, TOO_MANY beyond 20 pending from one
   *     address
   */
  public GrantView requestBy(
      OAuthClient client, AccessDetails details, String redirectUri, String address) {
    if (providers.find(details.scope().provider()).isEmpty()) {
      throw RefusalException.ofField(
          AccessDetails.PARAMETER + "[0].provider", "is not a provider here");
    }
    GrantAsk ask =
        new GrantAsk(
            client.name(),
            addressOf(client, redirectUri),
            details.scope(),
            details.reason(),
            Optional.empty());
    Duration patience = settings.grants().pendingLifetime();
    return transactions.call(
        em ->
            store(
                em,
                ask,
                new Terms(
                    new GrantRequestId(Ids.next()),
                    client.id().value(),
                    OpaqueSecrets.next(CLAIM_PREFIX), // seen by nobody
                    details.lifetime(),
                    patience.compareTo(PATIENCE) < 0 ? patience : PATIENCE,
                    address)));
  }

  /** An app's own word counts for where its answers go, and for nothing else. */
  private static String addressOf(OAuthClient client, String redirectUri) {
    Optional<String> vouched =
        client.url().filter(url -> client.standing() == AppStanding.VERIFIED);
    return vouched
        .or(() -> WebOrigin.ofUrl(redirectUri).map(WebOrigin::value))
        .orElseGet(() -> redirectUri.substring(0, redirectUri.indexOf(':')) + ":/");
  }

  /**
   * On which terms a request is stored.
   *
   * @param lifetime for how long is asked, if that is said
   * @param patience how long it waits for a decision
   */
  private record Terms(
      GrantRequestId request,
      String clientId,
      SecretText claimToken,
      Optional<Duration> lifetime,
      Duration patience,
      String address) {}

  private GrantView store(EntityManager em, GrantAsk ask, Terms terms) {
    Instant now = clock.instant();
    gate.lock(em);
    refuseDisabled(em, terms.clientId());
    blocks.refuseBlocked(em, AppAddress.hostOf(ask.appUrl()));
    refuseTooMany(em, ask, terms.address(), now);
    GrantId grantId = new GrantId(Ids.next());
    Optional<UserId> owner =
        ask.ownerKey().flatMap(name -> people.byUsername(em, name)).map(Caller::id);
    Grant grant =
        new Grant(
            grantId,
            terms.request(),
            terms.clientId(),
            ask,
            owner,
            terms.claimToken(),
            now,
            now.plus(terms.patience()));
    em.persist(new GrantRequest(terms.request(), ask, terms.lifetime(), terms.address(), now));
    em.flush();
    em.persist(grant);
    audit.append(
        em,
        new AuditFact(
            "grant.requested",
            "app:" + terms.clientId(),
            Optional.empty(),
            grantId.value(),
            Map.of("provider", ask.scope().provider().value(), "scope", ask.scope().digest())));
    return grant.view(now);
  }

  /** Behind the gate: whoever disables an app finds all that it asked for. */
  private void refuseDisabled(EntityManager em, String clientId) {
    boolean disabled =
        !clientId.startsWith(Grant.UNREGISTERED)
            && clients
                .find(em, new ClientId(clientId))
                .filter(client -> client.disabledAt().isEmpty())
                .isEmpty();
    if (disabled) {
      throw new RefusalException(Refusal.FORBIDDEN, "This app may not ask for anything here.");
    }
  }

  /** Behind the gate, so that parallel requests cannot pass the caps together. */
  private static void refuseTooMany(EntityManager em, GrantAsk ask, String address, Instant now) {
    if (pending(em, PENDING_FROM_ADDRESS, address, now) >= MOST_PENDING_PER_ADDRESS) {
      throw new RefusalException(
          Refusal.TOO_MANY, "Too many requests from this address wait for a decision.");
    }
    if (ask.ownerKey().isPresent()
        && pending(em, PENDING_FOR_OWNER, ask.ownerKey().get(), now) >= MOST_PENDING_PER_OWNER) {
      throw new RefusalException(
          Refusal.TOO_MANY, "Too many requests to this owner wait for a decision.");
    }
  }

  private static long pending(EntityManager em, String query, String value, Instant now) {
    Object count =
        em.createNativeQuery(query)
            .setParameter(1, value)
            .setParameter(2, now.toEpochMilli())
            .getSingleResult();
    return ((Number) count).longValue();
  }
}
