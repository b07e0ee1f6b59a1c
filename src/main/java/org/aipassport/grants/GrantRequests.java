package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.aipassport.apps.AppAddress;
import org.aipassport.apps.AppBlocks;
import org.aipassport.apps.AppIdentities;
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
import org.aipassport.values.GrantId;
import org.aipassport.values.GrantRequestId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** Takes an app's request for a grant. */
@ApplicationScoped
public class GrantRequests {
  /** What a claim token begins with: the proof of an unregistered app that a grant is its own. */
  public static final String CLAIM_PREFIX = "aip_claim_";

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
      PendingGate gate,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.providers = providers;
    this.people = people;
    this.identities = identities;
    this.blocks = blocks;
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
    return transactions.call(em -> store(em, ask, address));
  }

  private Requested store(EntityManager em, GrantAsk ask, String address) {
    Instant now = clock.instant();
    gate.lock(em);
    blocks.refuseBlocked(em, AppAddress.hostOf(ask.appUrl()));
    refuseTooMany(em, ask, address, now);
    GrantRequestId requestId = new GrantRequestId(Ids.next());
    GrantId grantId = new GrantId(Ids.next());
    SecretText claimToken = OpaqueSecrets.next(CLAIM_PREFIX);
    Optional<UserId> owner =
        ask.ownerKey().flatMap(name -> people.byUsername(em, name)).map(Caller::id);
    Instant until = now.plus(settings.grants().pendingLifetime());
    Grant grant = new Grant(grantId, requestId, ask, owner, claimToken, now, until);
    em.persist(new GrantRequest(requestId, ask, address, now));
    em.flush();
    em.persist(grant);
    audit.append(
        em,
        new AuditFact(
            "grant.requested",
            "app:" + Grant.UNREGISTERED + requestId,
            Optional.empty(),
            grantId.value(),
            Map.of("provider", ask.scope().provider().value(), "scope", ask.scope().digest())));
    return new Requested(
        requestId, now.truncatedTo(ChronoUnit.MILLIS), grant.view(now), claimToken);
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
