package org.aipassport.config;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives the settings and the clock to all; a faulty configuration stops the deployment. */
@ApplicationScoped
public class SettingsProducer {
  private static final Logger LOG = System.getLogger(SettingsProducer.class.getName());

  private final Supplier<Settings> reader;
  private @Nullable Settings settings;
  private @Nullable ConfigurationException faults;

  /** Reads the configuration of this process. */
  public SettingsProducer() {
    this(SettingsReader::ofProcess);
  }

  SettingsProducer(Supplier<Settings> reader) {
    this.reader = reader;
  }

  void stopUnlessSound(
      @Observes @Priority(100) @Initialized(ApplicationScoped.class) Object start) {
    settings();
  }

  /**
   * Reads once; the faults, or the warnings, are logged once.
   *
   * @throws ConfigurationException each time, if there are faults
   */
  @Produces
  @Singleton
  synchronized Settings settings() {
    if (faults != null) {
      throw faults;
    }
    Settings known = settings;
    if (known == null) {
      known = read();
      settings = known;
      known.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
    }
    return known;
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  private Settings read() {
    try {
      return reader.get();
    } catch (ConfigurationException e) {
      LOG.log(Level.ERROR, e.getMessage());
      faults = e;
      throw e;
    }
  }
}
