package org.aipassport.config;

/** One thing without which the broker is not ready. */
public interface HealthCheck {
  /** What is checked, in one word. */
  String name();

  /** Whether it works now; answers within seconds and never throws. */
  boolean healthy();
}
