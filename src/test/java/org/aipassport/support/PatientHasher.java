package org.aipassport.support;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.aipassport.crypto.PasswordHasher;

/** The broker's own hasher, on a machine that may do a lot besides. */
@Alternative
@Priority(1)
@ApplicationScoped
class PatientHasher {
  @Produces
  @Singleton
  PasswordHasher hasher() {
    return new PasswordHasher(2, Duration.ofMinutes(2));
  }
}
