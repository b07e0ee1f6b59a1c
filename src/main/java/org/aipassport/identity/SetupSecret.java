package org.aipassport.identity;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.aipassport.config.Settings;
import org.aipassport.config.StartupNotice;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.crypto.PrivateFiles;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * Proves that whoever claims an empty broker can read its data directory: 256 random bits in a
 * private file, valid for 30 minutes from each start until somebody has claimed the broker.
 */
@ApplicationScoped
public class SetupSecret {
  private static final Logger LOG = System.getLogger(SetupSecret.class.getName());
  private static final Duration LIFETIME = Duration.ofMinutes(30);
  private static final String PREFIX = "aip_setup_";

  private Settings settings;
  private Transactions transactions;
  private People people;
  private StartupNotice notice;
  private Clock clock;

  private volatile @Nullable SecretText secret;
  private volatile Instant validUntil = Instant.MIN;

  @SuppressWarnings("NullAway.Init")
  protected SetupSecret() {} // for the CDI proxy

  @Inject
  SetupSecret(
      Settings settings,
      Transactions transactions,
      People people,
      StartupNotice notice,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.people = people;
    this.notice = notice;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(500) @Initialized(ApplicationScoped.class) Object event) {
    if (transactions.call(em -> people.first(em).isPresent())) {
      forget();
      notice.say("AIPassport is ready at " + settings.publicUrl());
      return;
    }
    SecretText fresh = OpaqueSecrets.next(PREFIX);
    PrivateFiles.writeAtomically(file(), (fresh.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
    secret = fresh;
    validUntil = clock.instant().plus(LIFETIME);
    notice.say(
        "AIPassport is ready at "
            + settings.publicUrl()
            + " and waits for its first owner: POST "
            + settings.publicUrl()
            + "/setup with the secret in "
            + file()
            + " (valid until "
            + validUntil
            + ")");
  }

  /** Whether {@code given} opens the broker now. */
  boolean accepts(SecretText given) {
    SecretText expected = secret;
    return expected != null && expected.equals(given) && clock.instant().isBefore(validUntil);
  }

  /** The broker has been claimed: nothing opens it again. */
  void forget() {
    secret = null;
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the spent setup secret could not be deleted: " + file(), e);
    }
  }

  private Path file() {
    return settings.dataDir().resolve("setup-secret");
  }
}
