package org.aipassport.support;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.aipassport.config.Settings;

/** What a test decides itself. */
final class TestBeans implements Extension {
  private final Settings settings;
  private final TestClock clock;

  TestBeans(Settings settings, TestClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  void add(@Observes AfterBeanDiscovery discovery) {
    discovery.addBean().types(Settings.class).scope(Singleton.class).createWith(c -> settings);
    discovery.addBean().types(Clock.class).scope(Singleton.class).createWith(c -> clock);
  }
}
