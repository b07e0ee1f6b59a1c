package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;

/** Registers apps: those that an operator vouches for, and those that register themselves. */
@ApplicationScoped
public class ClientRegistrations {
  /** What the secret of an app begins with. */
  public static final String SECRET_PREFIX = "aip_cs_";

  private static final String ID_PREFIX = "app_";

  /**
   * A fresh registration.
   *
   * @param secret of {@code client_secret_basic}; seen only here
   */
  public record Registered(OAuthClient client, Optional<SecretText> secret) {}

  private Transactions transactions;
  private OAuthClients clients;
  private AppBlocks blocks;
  private AppIdentities identities;
  private RegistrationCaps caps;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected ClientRegistrations() {} // for the CDI proxy

  @Inject
  ClientRegistrations(
      Transactions transactions,
      OAuthClients clients,
      AppBlocks blocks,
      AppIdentities identities,
      RegistrationCaps caps,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.clients = clients;
    this.blocks = blocks;
    this.identities = identities;
    this.caps = caps;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Registers an app that an operator vouches for.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public Registered register(Caller caller, ClientMetadata metadata) {
    Caller operator = caller.as(Role.OPERATOR);
    return transactions.call(
        em -> {
          Registered registered = registered(metadata, AppStanding.VERIFIED);
          clients.insert(
              em, registered, metadata.jwks(), Optional.of(operator.id()), Optional.empty());
          audit.append(
              em,
              AuditFact.of(
                  "client.registered",
                  operator.actor(),
                  operator.account(),
                  registered.client().id().value()));
          return registered;
        });
  }

  /**
   * Registers an app that says itself what it is (RFC 7591 section 3).
   *
   * @param address the caller's address, an IPv6 one cut to its /64
   * @throws RefusalException INVALID_FIELD for a name that imitates another, FORBIDDEN if a host of
   *     it is blocked, TOO_MANY beyond the caps
   */
  public Registered registerItself(ClientMetadata metadata, String address) {
    identities.refuseImitation("client_name", metadata.name());
    return transactions.call(
        em -> {
          refuseBlocked(em, metadata);
          caps.take(em, address);
          Registered registered = registered(metadata, AppStanding.SELF_REGISTERED);
          Optional<UserId> nobody = Optional.empty();
          clients.insert(em, registered, metadata.jwks(), nobody, Optional.of(address));
          String id = registered.client().id().value();
          audit.append(
              em, new AuditFact("client.registered", "app:" + id, Optional.empty(), id, Map.of()));
          return registered;
        });
  }

  private void refuseBlocked(EntityManager em, ClientMetadata metadata) {
    metadata.url().ifPresent(url -> blocks.refuseBlocked(em, AppAddress.hostOf(url)));
    for (String uri : metadata.redirectUris()) {
      String host = AppAddress.hostOf(uri);
      if (!host.isEmpty()) { // a scheme of the app's own has none
        blocks.refuseBlocked(em, host);
      }
    }
  }

  private Registered registered(ClientMetadata metadata, AppStanding standing) {
    OAuthClient client =
        new OAuthClient(
            new ClientId(ID_PREFIX + Ids.next()),
            metadata.name(),
            metadata.url(),
            standing,
            metadata.redirectUris(),
            metadata.grantTypes(),
            metadata.authMethod(),
            metadata.parRequired(),
            Instant.ofEpochMilli(clock.millis()),
            Optional.empty());
    Optional<SecretText> secret =
        metadata.authMethod() == ClientAuthMethod.CLIENT_SECRET_BASIC
            ? Optional.of(OpaqueSecrets.next(SECRET_PREFIX))
            : Optional.empty();
    return new Registered(client, secret);
  }

  /**
   * The 500 that were registered last, the latest first, also those that are disabled.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<OAuthClient> list(Caller caller) {
    caller.as(Role.OPERATOR);
    return transactions.call(clients::latest);
  }

  /**
   * One of them.
   *
   * @throws RefusalException NOT_FOUND; FORBIDDEN if the caller is no operator
   */
  public OAuthClient get(Caller caller, ClientId id) {
    caller.as(Role.OPERATOR);
    return transactions.call(em -> clients.find(em, id).orElseThrow(ClientRegistrations::unknown));
  }

  /**
   * Nothing is issued to an app any more; whoever calls this ends its grants in the same
   * transaction.
   *
   * @throws RefusalException NOT_FOUND; WRONG_STATE if it is disabled already
   */
  public void disable(EntityManager em, Caller operator, ClientId id) {
    if (!clients.disable(em, id, clock.instant())) {
      throw clients.find(em, id).isEmpty()
          ? unknown()
          : new RefusalException(Refusal.WRONG_STATE, "The client is disabled already.");
    }
    audit.append(
        em, AuditFact.of("client.disabled", operator.actor(), operator.account(), id.value()));
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such client.");
  }
}
