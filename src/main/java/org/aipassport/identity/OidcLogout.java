package org.aipassport.identity;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.config.OidcSettings;
import org.aipassport.config.Settings;
import org.aipassport.crypto.ForeignTokens;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * Sign-out at the provider, both ways: we send the browser there (OpenID Connect RP-Initiated
 * Logout 1.0), and it tells us that somebody has signed out there (Back-Channel Logout 1.0).
 */
@ApplicationScoped
public class OidcLogout {
  private static final Logger LOG = System.getLogger(OidcLogout.class.getName());
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String TYPE = "logout+jwt";

  /** A token that was issued longer ago was kept by somebody. */
  private static final Duration OLDEST = Duration.ofMinutes(5);

  private Settings settings;
  private OidcProvider provider;
  private OidcSessions sessions;
  private HeededLogouts heeded;
  private Transactions transactions;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected OidcLogout() {} // for the CDI proxy

  @Inject
  OidcLogout(
      Settings settings,
      OidcProvider provider,
      OidcSessions sessions,
      HeededLogouts heeded,
      Transactions transactions,
      Clock clock) {
    this.settings = settings;
    this.provider = provider;
    this.sessions = sessions;
    this.heeded = heeded;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Where the browser of a session goes to sign out at the provider, too; asked before the session
   * is ended. Nothing if the session began elsewhere, or the provider has no such place or cannot
   * be asked: signing out here must not depend on it.
   */
  public Optional<URI> provider(Session session) {
    if (session.method() != SignInMethod.OIDC || settings.oidc().isEmpty()) {
      return Optional.empty();
    }
    try {
      return provider.metadata().endSession().map(endpoint -> request(endpoint, session));
    } catch (RefusalException e) {
      LOG.log(Level.WARNING, "a session is ended here only: {0}", e.detail());
      return Optional.empty();
    }
  }

  private URI request(URI endpoint, Session session) {
    JWT hint = sessions.idToken(session).map(OidcLogout::parse).orElse(null);
    return new LogoutRequest(
            endpoint,
            hint,
            null,
            new ClientID(provider.settings().clientId()),
            URI.create(settings.publicUrl() + "/ui/signed-out"),
            null,
            null)
        .toURI();
  }

  private static @Nullable JWT parse(SecretText idToken) {
    try {
      return SignedJWT.parse(idToken.reveal());
    } catch (ParseException e) {
      return null;
    }
  }

  /**
   * Ends the sessions that a logout token means, and none that began after it was issued. A token
   * that was heeded once is refused from then on.
   *
   * @return how many ended
   * @throws RefusalException NOT_FOUND if no provider is configured, INVALID_FIELD if the token is
   *     not one, UNAVAILABLE if it cannot be verified now
   */
  public int backChannel(String logoutToken) {
    OidcSettings client = provider.settings();
    try {
      ForeignTokens.Verified verified = provider.verify(logoutToken);
      TokenClaims claims = TokenClaims.of(verified.claims());
      check(claims, verified.typ(), client);
      return heed(claims, client.issuer());
    } catch (DuplicateRowException e) {
      throw refused("its jti came before");
    } catch (TokenClaims.BadClaimException e) {
      throw refused(String.valueOf(e.getMessage()));
    } catch (RefusalException e) {
      throw e.reason() == Refusal.CREDENTIALS_INVALID ? refused("signature or form") : e;
    }
  }

  /** Back-Channel Logout 1.0 section 2.6; {@code exp} is demanded as of 2022, and checked. */
  private void check(TokenClaims claims, String typ, OidcSettings client) {
    Instant now = clock.instant();
    claims.by(client.issuer()).forClient(client.clientId()).validAt(now);
    TokenClaims.require(typ.equals(TYPE) || typ.isEmpty() || typ.equals("jwt"), "typ is another");
    TokenClaims.require(
        !claims.instant("iat").isBefore(now.minus(OLDEST)), "iat lies too far back");
    TokenClaims.require(
        claims.text("jti").filter(jti -> !jti.isEmpty()).isPresent(), "jti is missing");
    TokenClaims.require(!claims.has("nonce"), "it has a nonce, as ID tokens do");
    TokenClaims.require(
        claims.object("events").filter(events -> events.has(EVENT)).isPresent(),
        "events does not hold the one of a logout");
  }

  private int heed(TokenClaims claims, String issuer) {
    Instant begunBy = claims.instant("iat").plus(TokenClaims.SKEW);
    byte[] jti = ExternalIdentities.digest(issuer, claims.text("jti").orElseThrow());
    Optional<byte[]> sid = claims.text("sid").map(id -> ExternalIdentities.digest(issuer, id));
    Optional<byte[]> subject =
        sid.isPresent() && !claims.has("sub")
            ? Optional.empty()
            : Optional.of(ExternalIdentities.digest(issuer, claims.subject()));
    return transactions.call(
        em -> {
          heeded.note(em, jti, refusedFrom(claims));
          return sid.isPresent()
              ? sessions.end(em, sid.get(), subject, begunBy)
              : sessions.endAll(em, subject.orElseThrow(), begunBy);
        });
  }

  /** From when on {@link #check} refuses it for its age. */
  private static Instant refusedFrom(TokenClaims claims) {
    Instant expired = claims.instant("exp").plus(TokenClaims.SKEW);
    Instant old = claims.instant("iat").plus(OLDEST).plusMillis(1);
    return old.isBefore(expired) ? old : expired;
  }

  private static RefusalException refused(String why) {
    LOG.log(Level.WARNING, "refused a logout token: {0}", why);
    return RefusalException.ofField("logout_token", "is not valid");
  }
}
