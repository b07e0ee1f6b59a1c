package org.aipassport.audit;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aipassport.values.AccountId;

/**
 * What happened, before it is written down. Holds no secret, no prompt and no personal data but
 * ids.
 *
 * @param type what kind of thing happened, {@code grant.approved} for instance
 * @param actor who did it: {@code person:<id>}, {@code app:<client_id>} or {@code broker}
 * @param account whose account it concerns, if any yet
 * @param subject the id of what it happened to
 * @param details further facts, in the order of their names
 */
public record AuditFact(
    String type,
    String actor,
    Optional<AccountId> account,
    String subject,
    Map<String, String> details) {
  /** The actor of what the broker does by itself. */
  public static final String BROKER = "broker";

  public AuditFact {
    details = Map.copyOf(details);
  }

  /** A fact without further details. */
  public static AuditFact of(String type, String actor, AccountId account, String subject) {
    return new AuditFact(type, actor, Optional.of(account), subject, Map.of());
  }

  /** This fact with one more detail. */
  public AuditFact with(String name, String value) {
    Map<String, String> more = new TreeMap<>(details);
    more.put(name, value);
    return new AuditFact(type, actor, account, subject, more);
  }
}
