package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Wants a sign-in of the last minutes for what whoever finds a browser unlocked shall not do.
 * Scripts are not asked: nobody sits before them who could sign in, and their personal access token
 * is no session that lies open in a browser, but a secret that its owner put there for this.
 */
@ApplicationScoped
public class FreshSignIn {
  private Settings settings;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected FreshSignIn() {} // for the CDI proxy

  @Inject
  FreshSignIn(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Refuses a browser session that was authenticated too long ago.
   *
   * @param signedInAt when the session was authenticated; empty for scripts
   * @param what needs it, for the refusal's words: {@code A grant of this size} for instance
   * @throws RefusalException SIGN_IN_AGAIN
   */
  public void require(Optional<Instant> signedInAt, String what) {
    Instant oldest = clock.instant().minus(settings.identity().freshFor());
    if (signedInAt.filter(oldest::isAfter).isPresent()) {
      throw new RefusalException(
          Refusal.SIGN_IN_AGAIN, what + " needs a fresh sign-in; sign in again.");
    }
  }
}
