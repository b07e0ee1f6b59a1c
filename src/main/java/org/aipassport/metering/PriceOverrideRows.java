package org.aipassport.metering;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.ProviderType;
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ProviderName;
import org.jspecify.annotations.Nullable;

/** The rows of what operators decided about single prices: written once, and never changed. */
@ApplicationScoped
class PriceOverrideRows {
  private static final Logger LOG = System.getLogger(PriceOverrideRows.class.getName());

  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  protected PriceOverrideRows() {} // for the CDI proxy

  @Inject
  PriceOverrideRows(Settings settings) {
    this.settings = settings;
  }

  /** The number of the latest; 0 before the first. */
  long latest(EntityManager em) {
    return number(
        em.createNativeQuery("SELECT COALESCE(MAX(number), 0) FROM price_override")
            .getSingleResult());
  }

  /** All of them, the first one first. */
  List<PriceOverride> all(EntityManager em) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT o.number, o.provider, o.model, o.prices, o.effective_from, p.username,"
                    + " o.set_at FROM price_override o JOIN person p ON p.id = o.set_by"
                    + " ORDER BY o.number")
            .getResultList();
    return rows.stream().map(row -> read((@Nullable Object[]) row)).toList();
  }

  /**
   * Adds one.
   *
   * @throws DuplicateRowException at the end of the transaction or before, if another has its
   *     number
   */
  void insert(EntityManager em, PriceOverride one, Optional<String> prices, Caller by) {
    em.createNativeQuery(
            "INSERT INTO price_override (number, provider, model, prices, effective_from, set_by,"
                + " set_at) VALUES ( ? , ? , ? , ? , ? , ? , ? )")
        .setParameter(1, one.number())
        .setParameter(2, one.provider().value())
        .setParameter(3, one.model())
        .setParameter(4, prices.orElse(null))
        .setParameter(5, one.from().toEpochMilli())
        .setParameter(6, by.id().value())
        .setParameter(7, one.setAt().toEpochMilli())
        .executeUpdate();
  }

  /** The price of a provider that is configured no more holds for nothing. */
  private PriceOverride read(@Nullable Object[] row) {
    long number = number(row[0]);
    ProviderName provider = new ProviderName(String.valueOf(row[1]));
    PriceOverride.Subject subject = new PriceOverride.Subject(provider, String.valueOf(row[2]));
    Instant from = Instant.ofEpochMilli(number(row[4]));
    Optional<PriceEntry> entry =
        Optional.ofNullable(row[3])
            .map(column -> PriceAsk.ofColumn(column.toString(), from))
            .flatMap(
                ask ->
                    settings
                        .provider(provider)
                        .map(ProviderSettings::type)
                        .map(type -> entry(ask, subject, type, number)));
    return new PriceOverride(
        number,
        provider,
        subject.model(),
        entry,
        from,
        String.valueOf(row[5]),
        Instant.ofEpochMilli(number(row[6])));
  }

  /** Its type may have been another when that was decided: a start must not fail for it. */
  private static PriceEntry entry(
      PriceAsk ask, PriceOverride.Subject subject, ProviderType type, long number) {
    try {
      ask.requireEnough(type);
      return ask.entry(subject, type, number);
    } catch (RefusalException e) {
      LOG.log(
          Level.WARNING,
          "price decision {0} for {1} of {2}: {3}; until it is set anew, caps refuse the model",
          number,
          subject.model(),
          subject.provider(),
          e.detail());
      return ask.withoutPrice(subject, type, number);
    }
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
