package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.aipassport.config.OidcSettings;
import org.aipassport.config.Settings;
import org.aipassport.crypto.ForeignTokens;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * The configured OpenID provider: what it says of itself, read when first needed and then hourly,
 * and its keys. The broker starts without it and goes on without it.
 */
@ApplicationScoped
public class OidcProvider {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration A_MOMENT = Duration.ofSeconds(10);
  private static final Duration REST = Duration.ofSeconds(5);

  private @Nullable OidcSettings settings;
  private IssuerHttp http;
  private Clock clock;
  private RemoteKeys keys;
  private final Lock turn = new ReentrantLock();

  private volatile @Nullable OidcMetadata metadata;
  private volatile Instant readAt = Instant.EPOCH;
  private volatile Instant failedAt = Instant.EPOCH;

  @SuppressWarnings("NullAway.Init")
  protected OidcProvider() {} // for the CDI proxy

  @Inject
  OidcProvider(Settings settings, IssuerHttp http, Clock clock) {
    this.settings = settings.oidc().orElse(null);
    this.http = http;
    this.clock = clock;
    boolean allowPrivate = settings.oidc().map(OidcSettings::allowPrivate).orElse(false);
    this.keys = new RemoteKeys(http, () -> metadata().keys(), allowPrivate, clock);
  }

  /** What the button of the sign-in page says; none if nobody signs in elsewhere. */
  public Optional<String> buttonText() {
    return Optional.ofNullable(settings).map(OidcSettings::buttonText);
  }

  /**
   * How the provider is configured.
   *
   * @throws RefusalException NOT_FOUND if none is
   */
  OidcSettings settings() {
    OidcSettings configured = settings;
    if (configured == null) {
      throw new RefusalException(Refusal.NOT_FOUND, "No identity provider is configured here.");
    }
    return configured;
  }

  /**
   * What the provider says of itself.
   *
   * @throws RefusalException UNAVAILABLE if it cannot be asked or says what cannot be
   */
  OidcMetadata metadata() {
    return metadata(FRESH);
  }

  /**
   * As {@link #metadata}, from a provider that answered a moment ago: a browser that is sent to one
   * that is down shows no page of ours.
   */
  OidcMetadata answering() {
    return metadata(A_MOMENT);
  }

  private OidcMetadata metadata(Duration within) {
    OidcMetadata known = read(within);
    if (known != null) {
      return known;
    }
    turn.lock();
    try {
      known = read(within);
      return known == null ? read() : known;
    } finally {
      turn.unlock();
    }
  }

  /** It did not do what it says: the next who needs it asks again. */
  void doubt() {
    readAt = Instant.EPOCH;
  }

  /**
   * What a token says that the provider signed.
   *
   * @throws RefusalException CREDENTIALS_INVALID if it did not, UNAVAILABLE if its keys are not
   *     known
   */
  ForeignTokens.Verified verify(String token) {
    return ForeignTokens.verify(keys.of(token), token);
  }

  private @Nullable OidcMetadata read(Duration within) {
    return clock.instant().isBefore(readAt.plus(within)) ? metadata : null;
  }

  private OidcMetadata read() {
    OidcSettings configured = settings();
    URI url = OidcMetadata.location(configured.issuer());
    if (clock.instant().isBefore(failedAt.plus(REST))) {
      throw IssuerHttp.unavailable("it failed a moment ago"); // who waits finds out at once
    }
    try {
      OidcMetadata read =
          OidcMetadata.parse(http.document(url, configured.allowPrivate()), configured);
      metadata = read;
      readAt = clock.instant();
      return read;
    } catch (IllegalArgumentException e) {
      failedAt = clock.instant();
      throw IssuerHttp.unavailable("what it says of itself: " + e.getMessage());
    } catch (RefusalException e) {
      failedAt = clock.instant();
      throw e;
    }
  }
}
