package org.aipassport.tokens;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.apps.OAuthClient;
import org.aipassport.apps.OAuthClients;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;

/**
 * Registered apps send their users here and get an answer back: from the authorization request to
 * the code (RFC 6749 section 4.1). What is decided, and by whom, is the grant's.
 */
@ApplicationScoped
public class AuthorizationFlows {
  /** What a code begins with. */
  public static final String CODE_PREFIX = "aip_code_";

  /** How long a code is good. */
  static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

  private static final Duration SWEEP = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(1);

  /**
   * The answer to an authorization request, and where it goes.
   *
   * @param code empty: access is denied
   */
  public record Returned(String redirectUri, Optional<String> state, Optional<SecretText> code) {}

  private Transactions transactions;
  private OAuthClients clients;
  private GrantRequests requests;
  private Grants grants;
  private Flows flows;
  private AuditLog audit;
  private Background background;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AuthorizationFlows() {} // for the CDI proxy

  @Inject
  AuthorizationFlows(
      Transactions transactions,
      OAuthClients clients,
      GrantRequests requests,
      Grants grants,
      Flows flows,
      AuditLog audit,
      Background background,
      Clock clock) {
    this.transactions = transactions;
    this.clients = clients;
    this.requests = requests;
    this.grants = grants;
    this.flows = flows;
    this.audit = audit;
    this.background = background;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(SWEEP, "forget ended authorizations", this::forgetEnded);
  }

  /** What is left of flows whose grant ended a day ago answers nothing any more. */
  void forgetEnded() {
    transactions.run(em -> flows.sweep(em, clock.instant().minus(KEPT)));
  }

  /** The registered app of that id, if it may send its users here. */
  public Optional<OAuthClient> client(ClientId id) {
    return transactions.call(
        em -> clients.find(em, id).filter(client -> client.disabledAt().isEmpty()));
  }

  /**
   * Makes the pending grant that an app asks for.
   *
   * @param address as in {@link GrantRequests#requestBy}
   * @throws RefusalException as {@link GrantRequests#requestBy}
   */
  public GrantId open(OAuthClient client, AuthorizationAsk ask, String address) {
    return transactions.call(
        em -> {
          GrantId grant =
              requests.requestBy(client, ask.details(), ask.redirectUri(), address).id();
          flows.add(em, grant, client, ask);
          return grant;
        });
  }

  /** Where the answer to that grant's request will go; none if there is none or it has gone. */
  public Optional<String> awaited(GrantId grant) {
    return transactions.call(
        em -> flows.of(em, grant).filter(flow -> !flow.returned()).map(Flow::redirectUri));
  }

  /**
   * The answer for whoever has decided, once. Where nobody has, nobody is sent anywhere: whoever
   * opens such an address has seen nothing of the app.
   *
   * @throws RefusalException NOT_FOUND if the caller has decided on no such request, STALE if it is
   *     not decided yet, WRONG_STATE if nobody has in time or the answer was given already,
   *     FORBIDDEN if the broker has frozen it or the app is disabled
   */
  public Returned resume(GrantId grant, Caller caller) {
    return transactions.call(
        em -> {
          Flow flow = flows.of(em, grant).orElseThrow(AuthorizationFlows::unknown);
          GrantView decided = grants.get(caller, grant);
          if (decided.status() == GrantStatus.PENDING) {
            throw new RefusalException(Refusal.STALE, "Nobody has decided on this request yet.");
          }
          if (decided.account().isEmpty()) {
            throw new RefusalException(
                Refusal.WRONG_STATE, "Nobody decided in time; begin again at the app.");
          }
          if (decided.status() == GrantStatus.FROZEN
              || clients.findEnabled(em, flow.client()).isEmpty()) {
            throw new RefusalException(Refusal.FORBIDDEN, "This app is not served here any more.");
          }
          Instant now = clock.instant();
          if (!flows.goBack(em, grant, now)) {
            throw new RefusalException(
                Refusal.WRONG_STATE, "The app has been told of this decision already.");
          }
          Optional<SecretText> code = code(em, decided, now);
          audit.append(
              em,
              AuditFact.of("grant.told", caller.actor(), caller.account(), grant.value())
                  .with("as", code.isPresent() ? "code" : "access_denied"));
          return new Returned(flow.redirectUri(), flow.state(), code);
        });
  }

  /** Nobody goes back to the app of that grant any more. */
  public void giveUp(GrantId grant) {
    transactions.run(
        em -> {
          boolean unused = flows.goBack(em, grant, clock.instant());
        });
  }

  private Optional<SecretText> code(EntityManager em, GrantView decided, Instant now) {
    if (decided.status() != GrantStatus.APPROVED) {
      return Optional.empty();
    }
    SecretText code = OpaqueSecrets.next(CODE_PREFIX);
    flows.giveCode(em, decided.id(), code, now.plus(CODE_LIFETIME));
    return Optional.of(code);
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "There is no such request.");
  }
}
