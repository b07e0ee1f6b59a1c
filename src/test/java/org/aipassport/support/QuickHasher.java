package org.aipassport.support;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.crypto.QuickHashes;

/**
 * The broker's own hasher but for its rounds, which protect stored hashes and nothing in a test.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class QuickHasher {
  @Produces
  @Singleton
  PasswordHasher hasher() {
    return QuickHashes.hasher();
  }
}
