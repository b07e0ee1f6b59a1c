package org.aipassport.grants;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import org.aipassport.apps.ShownText;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;
import org.jspecify.annotations.Nullable;

/** Owners report apps to operators; what they report is over in the same transaction. */
@ApplicationScoped
public class GrantReports {
  private static final int LONGEST_WORDS = 1_000;
  private static final int MOST_LISTED = 200;

  private static final String REPORTS =
      "SELECT r.id, r.grant_id, g.app_name, g.app_url, r.reporter_id, r.words, g.status,"
          + " r.reported_at, r.dismissed_at FROM grant_report r"
          + " JOIN access_grant g ON g.id = r.grant_id WHERE r.dismissed_at IS ";

  private Transactions transactions;
  private GrantLifecycle lifecycle;
  private AuditLog audit;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected GrantReports() {} // for the CDI proxy

  @Inject
  GrantReports(Transactions transactions, GrantLifecycle lifecycle, AuditLog audit, Clock clock) {
    this.transactions = transactions;
    this.lifecycle = lifecycle;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Denies a pending grant or revokes an approved one, and tells operators why.
   *
   * @param words the reporter's, at most 1000 characters; may be empty
   * @return the grant as it is then
   * @throws RefusalException NOT_FOUND; WRONG_STATE if it is over already or for a tool of their
   *     own; INVALID_FIELD for words that are too long or hold invisible characters
   */
  public GrantView report(Caller caller, GrantId id, String words) {
    Caller owner = caller.as(Role.OWNER);
    if (words.length() > LONGEST_WORDS) {
      throw RefusalException.ofField("words", "must have at most 1000 characters");
    }
    ShownText.require("words", words);
    return transactions.call(
        em -> {
          GrantView ended = lifecycle.end(em, owner, id);
          if (ended.isTool()) {
            throw new RefusalException(
                Refusal.WRONG_STATE, "This is a key for a tool of your own; revoke it.");
          }
          String report = Ids.next();
          insert(em, report, owner, id, words);
          audit.append(
              em,
              AuditFact.of("grant.reported", owner.actor(), owner.account(), id.value())
                  .with("report", report));
          return ended;
        });
  }

  private void insert(EntityManager em, String report, Caller owner, GrantId id, String words) {
    em.createNativeQuery(
            "INSERT INTO grant_report (id, grant_id, reporter_id, words, reported_at)"
                + " VALUES ( ? , ? , ? , ? , ? )")
        .setParameter(1, report)
        .setParameter(2, id.value())
        .setParameter(3, owner.id().value())
        .setParameter(4, words)
        .setParameter(5, clock.millis())
        .executeUpdate();
  }

  /**
   * The newest 200 reports that no operator has put aside, newest first.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<ReportView> open(Caller caller) {
    return list(caller, "NULL");
  }

  /**
   * The newest 200 that were put aside, newest first.
   *
   * @throws RefusalException FORBIDDEN if the caller is no operator
   */
  public List<ReportView> dismissed(Caller caller) {
    return list(caller, "NOT NULL");
  }

  private List<ReportView> list(Caller caller, String dismissed) {
    caller.as(Role.OPERATOR);
    return transactions.call(
        em -> {
          List<?> rows =
              em.createNativeQuery(REPORTS + dismissed + " ORDER BY r.reported_at DESC, r.id")
                  .setMaxResults(MOST_LISTED)
                  .getResultList();
          return rows.stream().map(row -> view((@Nullable Object[]) row)).toList();
        });
  }

  /**
   * Puts a report aside.
   *
   * @throws RefusalException NOT_FOUND if there is none of that id or it was put aside before;
   *     FORBIDDEN if the caller is no operator
   */
  public void dismiss(Caller caller, String id) {
    Caller operator = caller.as(Role.OPERATOR);
    transactions.run(
        em -> {
          int changed =
              em.createNativeQuery(
                      "UPDATE grant_report SET dismissed_at = ? , dismissed_by = ?"
                          + " WHERE id = ? AND dismissed_at IS NULL")
                  .setParameter(1, clock.millis())
                  .setParameter(2, operator.id().value())
                  .setParameter(3, Ids.isId(id) ? id : "")
                  .executeUpdate();
          if (changed == 0) {
            throw new RefusalException(Refusal.NOT_FOUND, "No such report.");
          }
          audit.append(
              em, AuditFact.of("report.dismissed", operator.actor(), operator.account(), id));
        });
  }

  private static ReportView view(@Nullable Object[] row) {
    return new ReportView(
        text(row[0]),
        new GrantId(text(row[1])),
        text(row[2]),
        text(row[3]),
        new UserId(text(row[4])),
        text(row[5]),
        GrantStatus.valueOf(text(row[6])),
        Rows.instant(row[7]).orElseThrow(),
        Rows.instant(row[8]));
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }
}
