package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.apps.AppBlock;
import org.aipassport.apps.AppBlocks;
import org.aipassport.apps.AppIdentities;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/** The apps that have asked for grants here, by host, for operators. */
@ApplicationScoped
public class AppDirectory {
  private static final int MOST_LISTED = 200;
  private static final int MOST_NAMES = 20;
  private static final int MOST_NAMES_READ = MOST_LISTED * MOST_NAMES;

  private static final String APPS =
      "SELECT g.app_host, COUNT(*),"
          + " SUM(CASE WHEN g.status = 'APPROVED' AND g.expires_at > ? THEN 1 ELSE 0 END),"
          + " SUM(CASE WHEN r.id IS NOT NULL THEN 1 ELSE 0 END), MAX(g.created_at)"
          + " FROM access_grant g LEFT JOIN grant_report r"
          + " ON r.grant_id = g.id AND r.dismissed_at IS NULL"
          + " WHERE g.app_host IS NOT NULL GROUP BY g.app_host"
          + " ORDER BY MAX(g.created_at) DESC, g.app_host";

  private static final String NAMES =
      "SELECT g.app_host, g.app_name, MAX(g.created_at) FROM access_grant g"
          + " WHERE g.app_host IN ( %s ) GROUP BY g.app_host, g.app_name"
          + " ORDER BY MAX(g.created_at) DESC, g.app_name";

  private Transactions transactions;
  private AppBlocks blocks;
  private AppIdentities identities;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected AppDirectory() {} // for the CDI proxy

  @Inject
  AppDirectory(Transactions transactions, AppBlocks blocks, AppIdentities identities, Clock clock) {
    this.transactions = transactions;
    this.blocks = blocks;
    this.identities = identities;
    this.clock = clock;
  }

  /**
   * The 200 that asked last, the latest first. Three queries, however many there are.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<AppView> list(Caller caller) {
    caller.as(Role.OPERATOR);
    return transactions.call(
        em -> {
          List<?> rows =
              em.createNativeQuery(APPS)
                  .setParameter(1, clock.millis())
                  .setMaxResults(MOST_LISTED)
                  .getResultList();
          List<@Nullable Object[]> apps =
              rows.stream().<@Nullable Object[]>map(row -> (@Nullable Object[]) row).toList();
          Map<String, List<String>> names =
              names(em, apps.stream().map(row -> String.valueOf(row[0])).toList());
          List<AppBlock> blocked = blocks.all(em);
          return apps.stream().map(row -> view(row, names, blocked)).toList();
        });
  }

  private static Map<String, List<String>> names(EntityManager em, List<String> hosts) {
    Map<String, List<String>> names = new HashMap<>();
    if (hosts.isEmpty()) {
      return names;
    }
    String marks = String.join(" , ", hosts.stream().map(host -> "?").toList());
    Query query = em.createNativeQuery(String.format(NAMES, marks));
    for (int i = 0; i < hosts.size(); i++) {
      query.setParameter(i + 1, hosts.get(i));
    }
    for (Object row : query.setMaxResults(MOST_NAMES_READ).getResultList()) {
      Object[] columns = (Object[]) row;
      List<String> ofHost = names.computeIfAbsent(columns[0].toString(), host -> new ArrayList<>());
      if (ofHost.size() < MOST_NAMES) {
        ofHost.add(columns[1].toString());
      }
    }
    return names;
  }

  private AppView view(
      @Nullable Object[] row, Map<String, List<String>> names, List<AppBlock> blocked) {
    String host = String.valueOf(row[0]);
    List<String> called = names.getOrDefault(host, List.of());
    return new AppView(
        host,
        identities.of(called.isEmpty() ? "" : called.get(0), "https://" + host),
        called,
        Rows.number(row[1]),
        Rows.number(row[2]),
        Rows.number(row[3]),
        Rows.instant(row[4]).orElse(Instant.EPOCH),
        blocked.stream().filter(block -> block.covers(host)).findFirst());
  }
}
