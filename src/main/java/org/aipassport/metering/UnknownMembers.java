package org.aipassport.metering;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderType;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Members of bodies that no table knows. Providers bring new ones often, and nobody can say what
 * they cost: under a money cap they are refused, until an operator says that one costs nothing.
 * Refusals are counted in memory and written down every ten seconds, so that whoever sends many
 * makes no work.
 */
@ApplicationScoped
public class UnknownMembers {
  private static final Duration FLUSH = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 500;
  private static final int MOST_KEPT = 2_000;
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,128}");
  private static final String ALL =
      "SELECT id, provider_type, operation, name, refusals, last_refused_at, inert_at"
          + " FROM unknown_member ";

  private final Map<Place, Long> waiting = new ConcurrentHashMap<>();

  private Transactions transactions;
  private AuditLog audit;
  private Background background;
  private Clock clock;
  private int mostKept;

  /** Where such a member stands. */
  record Place(String providerType, String operation, String name) {
    Place(ProviderType type, String operation, String name) {
      this(type.wireName(), operation, name);
    }
  }

  @SuppressWarnings("NullAway.Init")
  protected UnknownMembers() {} // for the CDI proxy

  @Inject
  UnknownMembers(Transactions transactions, AuditLog audit, Background background, Clock clock) {
    this(transactions, audit, background, clock, MOST_KEPT);
  }

  UnknownMembers(
      Transactions transactions, AuditLog audit, Background background, Clock clock, int mostKept) {
    this.transactions = transactions;
    this.audit = audit;
    this.background = background;
    this.clock = clock;
    this.mostKept = mostKept;
  }

  void atStart(@Observes @Priority(700) @Initialized(ApplicationScoped.class) Object event) {
    background.every(FLUSH, "write down which members were refused", this::flush);
  }

  /** Whether a member may pass; if not, that it was refused is on record some seconds later. */
  boolean mayPass(Place place) {
    if (!PRINTABLE.matcher(place.name()).matches()) {
      return false; // nor could every database store it
    }
    boolean inert =
        transactions.call(
            em -> find(em, place).filter(one -> one.inertAt().isPresent()).isPresent());
    if (!inert && waiting.size() < MOST_WAITING) {
      waiting.merge(place, 1L, Long::sum);
    }
    return inert;
  }

  void flush() {
    for (Place place : List.copyOf(waiting.keySet())) {
      Long count = waiting.remove(place);
      if (count != null) {
        try {
          write(place, count);
        } catch (RefusalException busy) { // the next time then
          waiting.merge(place, count, Long::sum);
          return;
        }
      }
    }
  }

  private void write(Place place, long count) {
    try {
      transactions.run(em -> write(em, place, count));
    } catch (DuplicateRowException e) { // another instance was first
      transactions.run(em -> write(em, place, count));
    }
  }

  private void write(EntityManager em, Place place, long count) {
    Optional<UnknownMember> known = find(em, place);
    if (known.isPresent()) {
      em.createNativeQuery(
              "UPDATE unknown_member SET refusals = refusals + ? , last_refused_at = ? WHERE id = ? ")
          .setParameter(1, count)
          .setParameter(2, clock.millis())
          .setParameter(3, known.get().id())
          .executeUpdate();
    } else {
      if (count(em) >= mostKept) {
        forgetOldest(em);
      }
      em.createNativeQuery(
              "INSERT INTO unknown_member (id, provider_type, operation, name, refusals,"
                  + " last_refused_at) VALUES ( ? , ? , ? , ? , ? , ? )")
          .setParameter(1, Ids.next())
          .setParameter(2, place.providerType())
          .setParameter(3, place.operation())
          .setParameter(4, place.name())
          .setParameter(5, count)
          .setParameter(6, clock.millis())
          .executeUpdate();
    }
  }

  /** Of those about which nobody has decided. */
  private static void forgetOldest(EntityManager em) {
    List<?> oldest =
        em.createNativeQuery(
                "SELECT id FROM unknown_member WHERE inert_at IS NULL"
                    + " ORDER BY last_refused_at, id")
            .setMaxResults(1)
            .getResultList();
    for (Object id : oldest) {
      em.createNativeQuery("DELETE FROM unknown_member WHERE id = ? AND inert_at IS NULL")
          .setParameter(1, id)
          .executeUpdate();
    }
  }

  private static long count(EntityManager em) {
    return ((Number) em.createNativeQuery("SELECT COUNT(*) FROM unknown_member").getSingleResult())
        .longValue();
  }

  private static Optional<UnknownMember> find(EntityManager em, Place place) {
    List<?> rows =
        em.createNativeQuery(ALL + "WHERE provider_type = ? AND operation = ? AND name = ? ")
            .setParameter(1, place.providerType())
            .setParameter(2, place.operation())
            .setParameter(3, place.name())
            .getResultList();
    return rows.stream().map(row -> read((@Nullable Object[]) row)).findFirst();
  }

  /**
   * All that were refused, the latest first.
   *
   * @throws RefusalException FORBIDDEN to others than operators
   */
  public List<UnknownMember> list(Caller operator) {
    Caller unused = operator.as(Role.OPERATOR);
    return transactions.call(
        em -> {
          List<?> rows =
              em.createNativeQuery(ALL + "ORDER BY last_refused_at DESC, id").getResultList();
          return rows.stream().map(row -> read((@Nullable Object[]) row)).toList();
        });
  }

  /**
   * Lets a member pass under money caps from now on, or no longer.
   *
   * @throws RefusalException FORBIDDEN to others than operators, NOT_FOUND
   */
  public void setInert(Caller caller, String id, boolean inert) {
    Caller operator = caller.as(Role.OPERATOR);
    if (!Ids.isId(id)) {
      throw unknown();
    }
    transactions.run(
        em -> {
          int changed =
              em.createNativeQuery(
                      "UPDATE unknown_member SET inert_at = CAST( ? AS BIGINT), inert_by = ?"
                          + " WHERE id = ? ")
                  .setParameter(1, inert ? clock.millis() : null)
                  .setParameter(2, inert ? operator.id().value() : null)
                  .setParameter(3, id)
                  .executeUpdate();
          if (changed != 1) {
            throw unknown();
          }
          UnknownMember member =
              read(
                  (@Nullable Object[])
                      em.createNativeQuery(ALL + "WHERE id = ? ")
                          .setParameter(1, id)
                          .getSingleResult());
          audit.append(
              em,
              AuditFact.of(
                      inert ? "member.inert" : "member.not_inert",
                      operator.actor(),
                      operator.account(),
                      id)
                  .with("provider_type", member.providerType())
                  .with("operation", member.operation())
                  .with("name", member.name()));
        });
  }

  private static RefusalException unknown() {
    return new RefusalException(Refusal.NOT_FOUND, "No such member.");
  }

  private static UnknownMember read(@Nullable Object[] row) {
    return new UnknownMember(
        String.valueOf(row[0]),
        String.valueOf(row[1]),
        String.valueOf(row[2]),
        String.valueOf(row[3]),
        number(row[4]),
        Instant.ofEpochMilli(number(row[5])),
        row[6] == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(number(row[6]))));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
