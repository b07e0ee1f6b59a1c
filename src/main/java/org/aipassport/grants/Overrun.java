package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.values.GrantId;

/** What happens when a call cost more than it could have: its bound was wrong, or its provider. */
@ApplicationScoped
public class Overrun {
  private static final Logger LOG = System.getLogger(Overrun.class.getName());

  private Freezer freezer;

  @SuppressWarnings("NullAway.Init")
  protected Overrun() {} // for the CDI proxy

  @Inject
  Overrun(Freezer freezer) {
    this.freezer = freezer;
  }

  /** Ends the grant in the caller's transaction, and says so where operators look. */
  public void stop(EntityManager em, GrantId grant) {
    int unused =
        freezer.freeze(
            em,
            List.of(grant),
            AuditFact.BROKER,
            Optional.empty(),
            "a call cost more than its bound");
    LOG.log(Level.ERROR, "grant {0}: a call cost more than its bound; the grant is frozen", grant);
  }
}
