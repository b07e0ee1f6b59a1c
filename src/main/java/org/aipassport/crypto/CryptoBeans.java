package org.aipassport.crypto;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import org.aipassport.config.Settings;
import org.aipassport.config.StartupNotice;

/** Makes the broker's envelope and password hasher from its configuration. */
@ApplicationScoped
class CryptoBeans {
  private static final int HASHES_AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Under the operator's master key, else under one that the first start made. */
  @Produces
  @Singleton
  Envelope envelope(Settings settings, StartupNotice notice) {
    if (settings.masterKeyFile().isPresent()) {
      return new Envelope(MasterKeyFile.read(settings.masterKeyFile().get()));
    }
    Path file = settings.dataDir().resolve("master.key");
    MasterKeyFile.Loaded loaded = MasterKeyFile.readOrCreate(file);
    notice.say(
        "The master key lies beside the data it protects, in "
            + file
            + ": keep a copy apart from the database's, or name one elsewhere by"
            + " aipassport.master-key.file");
    return new Envelope(loaded.key());
  }

  @Produces
  @Singleton
  PasswordHasher passwordHasher() {
    return new PasswordHasher(HASHES_AT_ONCE, PATIENCE);
  }
}
