package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;

/**
 * Which hosts are blocked, in the caller's transaction. A block covers the host and all below it:
 * who controls a domain makes new hosts in it at will. How far up a block reaches is the operator's
 * choice: no list of public suffixes is consulted, a single label is refused.
 */
@ApplicationScoped
public class AppBlocks {
  private static final String BLOCKS =
      "SELECT id, host, reason, blocked_by, blocked_at FROM app_block";
  private static final int LONGEST_REASON = 1_000;

  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AppBlocks() {} // for the CDI proxy

  @Inject
  AppBlocks(AuditLog audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Refuses what a blocked host asks.
   *
   * @throws RefusalException FORBIDDEN
   */
  public void refuseBlocked(EntityManager em, String host) {
    if (covering(em, host).isPresent()) {
      throw new RefusalException(Refusal.FORBIDDEN, "Apps of this host are blocked here.");
    }
  }

  /** The block that covers that host, if there is one. */
  public Optional<AppBlock> covering(EntityManager em, String host) {
    List<String> hosts = withParents(host);
    String marks = String.join(" , ", hosts.stream().map(one -> "?").toList());
    Query query = em.createNativeQuery(BLOCKS + " WHERE host IN ( " + marks + " )");
    for (int i = 0; i < hosts.size(); i++) {
      query.setParameter(i + 1, hosts.get(i));
    }
    return blocks(query).stream().findFirst();
  }

  private static List<String> withParents(String host) {
    List<String> hosts = new ArrayList<>(List.of(host));
    if (!AppAddress.isIpAddress(host)) {
      for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        hosts.add(host.substring(dot + 1));
      }
    }
    return hosts;
  }

  /** All blocks, the newest first. */
  public List<AppBlock> all(EntityManager em) {
    return blocks(em.createNativeQuery(BLOCKS + " ORDER BY blocked_at DESC, id"));
  }

  /**
   * Adds a block; whoever calls this ends the grants of that host's apps in the same transaction.
   *
   * @return the host as it is compared
   * @throws RefusalException INVALID_FIELD for what is no host or a single label, WRONG_STATE if it
   *     is blocked already
   */
  public String add(EntityManager em, Caller operator, String host, String reason) {
    String blocked = LookKeys.lower(host);
    boolean whole = AppAddress.isIpAddress(blocked) || blocked.contains(".");
    if (!blocked.equals("localhost")) {
      AppAddress.read("host", "https://" + blocked);
      if (!whole || !AppAddress.hostOf("https://" + blocked).equals(blocked)) {
        throw RefusalException.ofField("host", "must be a host such as app.example, without port");
      }
    }
    if (reason.length() > LONGEST_REASON) {
      throw RefusalException.ofField("reason", "must have at most 1000 characters");
    }
    ShownText.require("reason", reason);
    if (covering(em, blocked).isPresent()) {
      throw new RefusalException(Refusal.WRONG_STATE, "This host is blocked already.");
    }
    String id = Ids.next();
    em.createNativeQuery(
            "INSERT INTO app_block (id, host, reason, blocked_by, blocked_at)"
                + " VALUES ( ? , ? , ? , ? , ? )")
        .setParameter(1, id)
        .setParameter(2, blocked)
        .setParameter(3, reason)
        .setParameter(4, operator.id().value())
        .setParameter(5, clock.millis())
        .executeUpdate();
    audit.append(em, fact("app.blocked", operator, id, blocked));
    return blocked;
  }

  /**
   * Lifts a block; what it ended stays ended.
   *
   * @throws RefusalException NOT_FOUND if exactly this host is not blocked
   */
  public void remove(EntityManager em, Caller operator, String host) {
    String blocked = LookKeys.lower(host);
    AppBlock found =
        all(em).stream()
            .filter(block -> block.host().equals(blocked))
            .findFirst()
            .orElseThrow(AppBlocks::unknown);
    int deleted =
        em.createNativeQuery("DELETE FROM app_block WHERE id = ?")
            .setParameter(1, found.id())
            .executeUpdate();
    if (deleted != 1) {
      throw unknown();
    }
    audit.append(em, fact("app.unblocked", operator, found.id(), blocked));
  }

  private static List<AppBlock> blocks(Query query) {
    List<?> rows = query.getResultList();
    return rows.stream().map(row -> block((Object[]) row)).toList();
  }

  private static AppBlock block(Object[] row) {
    return new AppBlock(
        row[0].toString(),
        row[1].toString(),
        row[2].toString(),
        new UserId(row[3].toString()),
        Instant.ofEpochMilli(((Number) row[4]).longValue()));
  }

  private static AuditFact fact(String type, Caller operator, String id, String host) {
    return AuditFact.of(type, operator.actor(), operator.account(), id).with("host", host);
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "This host is not blocked.");
  }
}
