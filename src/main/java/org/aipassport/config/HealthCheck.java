package org.aipassport.config;

/** Something that must work for the broker to be ready; every CDI bean of this type is asked. */
public interface HealthCheck {
  /** One word for operators: what is checked. */
  String name();

  /** Whether it works now; answers soon and throws nothing. */
  boolean healthy();
}
