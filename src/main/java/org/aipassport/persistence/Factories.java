package org.aipassport.persistence;

import static org.eclipse.persistence.config.PersistenceUnitProperties.CLASSLOADER;
import static org.eclipse.persistence.config.PersistenceUnitProperties.DEPLOY_ON_STARTUP;
import static org.eclipse.persistence.config.PersistenceUnitProperties.ECLIPSELINK_PERSISTENCE_XML;
import static org.eclipse.persistence.config.PersistenceUnitProperties.LOGGING_LEVEL;
import static org.eclipse.persistence.config.PersistenceUnitProperties.LOGGING_LOGGER;
import static org.eclipse.persistence.config.PersistenceUnitProperties.LOGGING_PARAMETERS;
import static org.eclipse.persistence.config.PersistenceUnitProperties.NON_JTA_DATASOURCE;
import static org.eclipse.persistence.config.PersistenceUnitProperties.SESSION_NAME;
import static org.eclipse.persistence.config.PersistenceUnitProperties.TARGET_DATABASE;
import static org.eclipse.persistence.config.PersistenceUnitProperties.TARGET_SERVER;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.aipassport.values.Ids;
import org.eclipse.persistence.jpa.PersistenceProvider;
import org.eclipse.persistence.sessions.server.ServerSession;

/** Makes entity manager factories that no server meddles with. */
final class Factories {
  private static final String UNIT = "aipassport";

  private Factories() {}

  /**
   * Makes a factory and checks its mappings.
   *
   * @throws IllegalStateException if a mapping is wrong
   */
  static EntityManagerFactory create(Product product, DataSource dataSource) {
    try {
      EntityManagerFactory factory =
          new PersistenceProvider().createEntityManagerFactory(UNIT, of(product, dataSource));
      if (factory == null) {
        throw new IllegalStateException("The persistence unit is missing from this build.");
      }
      // it would ask the pool four times, and each time takes as long as a caller may wait at all
      factory.unwrap(ServerSession.class).getLogin().setQueryRetryAttemptCount(0);
      return factory;
    } catch (PersistenceException e) {
      throw new IllegalStateException("The persistence unit cannot be used.", e);
    }
  }

  private static Map<String, Object> of(Product product, DataSource dataSource) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ECLIPSELINK_PERSISTENCE_XML, "META-INF/broker-persistence.xml");
    properties.put(CLASSLOADER, Factories.class.getClassLoader());
    properties.put(NON_JTA_DATASOURCE, dataSource);
    properties.put(TARGET_DATABASE, product.eclipseLinkName());
    properties.put(TARGET_SERVER, "None");
    properties.put(DEPLOY_ON_STARTUP, "true");
    // by name, factories of one process would share their session, and with it the database
    properties.put(SESSION_NAME, UNIT + "-" + Ids.next());
    properties.put(LOGGING_LOGGER, "JavaLogger");
    // at WARNING it logs each exception before it throws it, and Derby's quote the refused value
    properties.put(LOGGING_LEVEL, "SEVERE");
    properties.put(LOGGING_PARAMETERS, "false"); // nor do exceptions hold values then
    return properties;
  }
}
