package org.aipassport.identity;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.ConfigurationException;
import org.aipassport.config.JwtSettings;
import org.aipassport.config.Settings;
import org.aipassport.crypto.ForeignKeys;
import org.aipassport.crypto.ForeignTokens;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * Signed tokens by which scripts of people come, in place of personal access tokens: those of the
 * issuer in {@code mp.jwt.verify.*} (MicroProfile JWT 2.1).
 *
 * <p>Whom a token names is somebody by issuer and subject, exactly as at sign-in: with the same
 * issuer the same person. Who is not known yet becomes known, because the operator has declared
 * that this issuer says who may come: where groups decide, by the groups that a token carries, and
 * everybody as an owner where they do not. A newcomer can harm nobody: an owner acts on keys and
 * grants of their own alone, and has none. A token never gives a role that the newest token or
 * sign-in of that person did not state.
 */
@ApplicationScoped
public class ScriptTokens {
  private static final Logger LOG = System.getLogger(ScriptTokens.class.getName());
  private static final List<String> NAMES = List.of("upn", "preferred_username");

  private @Nullable JwtSettings settings;
  private String groupsClaim = "";
  private @Nullable ForeignKeys fixedKeys;
  private RemoteKeys remoteKeys;
  private ExternalPeople externalPeople;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected ScriptTokens() {} // for the CDI proxy

  @Inject
  ScriptTokens(Settings all, IssuerHttp http, ExternalPeople externalPeople, Clock clock) {
    Optional<JwtSettings> jwt = all.jwt();
    this.settings = jwt.orElse(null);
    this.groupsClaim = all.groups().claim();
    this.fixedKeys = jwt.flatMap(JwtSettings::keys).map(ScriptTokens::keys).orElse(null);
    URI location = jwt.flatMap(JwtSettings::keysAt).orElse(URI.create("https://invalid"));
    boolean allowPrivate = jwt.map(JwtSettings::allowPrivate).orElse(false);
    this.remoteKeys = new RemoteKeys(http, () -> location, allowPrivate, clock);
    this.externalPeople = externalPeople;
    this.clock = clock;
  }

  /** Makes this bean at the start, so that a key that cannot be used stops it. */
  void atStart(@Observes @Priority(600) @Initialized(ApplicationScoped.class) Object event) {}

  private static ForeignKeys keys(String text) {
    try {
      return ForeignKeys.ofText(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              "mp.jwt.verify.publickey or the file at mp.jwt.verify.publickey.location: "
                  + e.getMessage()
                  + "; expected a public RSA key of 2048 bits or more, or one on P-256, P-384 or"
                  + " P-521"));
    }
  }

  /** Whether a credential is to be read here: there is an issuer, and it looks like its tokens. */
  public boolean mayBe(SecretText credential) {
    return settings != null && ForeignTokens.looksLikeToken(credential.reveal());
  }

  /**
   * Whom a token names, and until when.
   *
   * @throws RefusalException CREDENTIALS_INVALID if it does not hold, FORBIDDEN if they are
   *     disabled or in no group that may come here, WRONG_STATE while the broker has no first
   *     owner, UNAVAILABLE if its issuer's keys cannot be had
   */
  public Presented authenticate(SecretText token) {
    JwtSettings issuer = settings;
    if (issuer == null) {
      throw invalid();
    }
    try {
      TokenClaims claims = TokenClaims.of(verify(token.reveal()).claims());
      check(claims, issuer);
      Instant end = claims.instant("exp");
      return externalPeople.meet(
          person(claims, issuer), (em, caller) -> Presented.signed(caller, end));
    } catch (TokenClaims.BadClaimException e) {
      LOG.log(Level.DEBUG, "refused a signed token: {0}", e.getMessage());
      throw invalid();
    }
  }

  private ForeignTokens.Verified verify(String token) {
    ForeignKeys fixed = fixedKeys;
    return ForeignTokens.verify(fixed == null ? remoteKeys.of(token) : fixed, token);
  }

  /** Tokens that the issuer made for other ends, ID and logout tokens, are no credentials. */
  private void check(TokenClaims claims, JwtSettings issuer) {
    claims.by(issuer.issuer()).forOneOf(issuer.audiences()).validAt(clock.instant());
    TokenClaims.require(!claims.has("nonce") && !claims.has("events"), "it is of another kind");
  }

  private ExternalPerson person(TokenClaims claims, JwtSettings issuer) {
    String username = NAMES.stream().filter(claims::has).findFirst().orElse("sub");
    return ExternalPerson.of(claims, issuer.issuer(), username, "name", groupsClaim);
  }

  private static RefusalException invalid() {
    return new RefusalException(
        Refusal.CREDENTIALS_INVALID, "The token is not valid here, or not any more.");
  }
}
