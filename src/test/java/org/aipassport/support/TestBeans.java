package org.aipassport.support;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.aipassport.config.Settings;

/** What a test decides itself. */
final class TestBeans implements Extension {
  private final Settings settings;
  private final TestClock clock;
  private BeanManager manager;

  TestBeans(Settings settings, TestClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Ends all beans of a container whose start failed. */
  void destroyAll() {
    AlterableContext context = (AlterableContext) manager.getContext(ApplicationScoped.class);
    for (Bean<?> bean : manager.getBeans(Object.class, Any.Literal.INSTANCE)) {
      if (bean.getScope() == ApplicationScoped.class) {
        context.destroy(bean);
      }
    }
  }

  void remember(@Observes AfterDeploymentValidation validated, BeanManager beanManager) {
    manager = beanManager;
  }

  void add(@Observes AfterBeanDiscovery discovery) {
    discovery.addBean().types(Settings.class).scope(Singleton.class).createWith(c -> settings);
    discovery.addBean().types(Clock.class).scope(Singleton.class).createWith(c -> clock);
  }
}
