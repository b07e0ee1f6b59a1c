package org.aipassport.vault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.values.AccountId;
import org.aipassport.values.Ids;
import org.aipassport.values.LabelCheck;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

/** Stores and replaces provider keys. A key that is in is never given out again, only used. */
@ApplicationScoped
public class ProviderKeys {
  private static final int LONGEST_KEY = 2_000;
  private static final int MOST_PER_ACCOUNT = 200;

  private Transactions transactions;
  private AuditLog audit;
  private Providers providers;
  private LabelCheck labelCheck;
  private KeySeal seal;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  protected ProviderKeys() {} // for the CDI proxy

  @Inject
  ProviderKeys(
      Transactions transactions,
      AuditLog audit,
      Providers providers,
      LabelCheck labelCheck,
      KeySeal seal,
      Clock clock) {
    this.transactions = transactions;
    this.audit = audit;
    this.providers = providers;
    this.labelCheck = labelCheck;
    this.seal = seal;
    this.clock = clock;
  }

  /**
   * Stores a key of the caller's.
   *
   * @param label as {@link LabelCheck} has it
   * @throws RefusalException INVALID_FIELD for a provider that is not configured, text that cannot
   *     be a key, or the label; WRONG_STATE beyond 200 keys
   */
  public ProviderKeyView add(
      Caller caller, ProviderName provider, SecretText key, String label, Labels labels) {
    check(key);
    String checked = labelCheck.require(label);
    Provider upstream = configured(provider);
    return transactions.call(
        em -> {
          if (list(em, caller.account()).size() >= MOST_PER_ACCOUNT) {
            throw new RefusalException(Refusal.WRONG_STATE, "Delete a provider key first.");
          }
          return add(em, caller, upstream, key, checked, labels, ProviderKey.Source.OWNER);
        });
  }

  ProviderKeyView add(
      EntityManager em,
      Caller caller,
      Provider upstream,
      SecretText key,
      String label,
      Labels labels,
      ProviderKey.Source source) {
    Instant now = clock.instant();
    ProviderKeyId id = new ProviderKeyId(Ids.next());
    ProviderKey stored =
        new ProviderKey(id, caller.account(), upstream.name(), label, labels, source, key, now);
    em.persist(stored);
    em.flush();
    persistVersion(em, stored, upstream, key, now);
    audit.append(em, fact("provider_key.added", caller, stored));
    return stored.view();
  }

  /**
   * Puts a new key in the place of an old one; grants on it keep working.
   *
   * @throws RefusalException NOT_FOUND if the caller has no such key
   */
  public ProviderKeyView replace(Caller caller, ProviderKeyId id, SecretText key) {
    check(key);
    return transactions.call(em -> replace(em, caller, locked(em, caller.account(), id), key));
  }

  ProviderKeyView replace(EntityManager em, Caller caller, ProviderKey stored, SecretText key) {
    Instant now = clock.instant();
    stored.replace(key, now);
    em.createQuery("DELETE FROM ProviderKeyVersion v WHERE v.keyId = :id")
        .setParameter("id", stored.id().value())
        .executeUpdate();
    persistVersion(em, stored, configured(stored.provider()), key, now);
    audit.append(
        em,
        fact("provider_key.replaced", caller, stored)
            .with("version", Integer.toString(stored.currentVersion())));
    return stored.view();
  }

  /** The caller's keys, newest first. */
  public List<ProviderKeyView> list(Caller caller) {
    return transactions.call(em -> list(em, caller.account()));
  }

  /**
   * Deletes a key with all its versions, in the caller's transaction; whoever calls this freezes
   * the grants on it in the same one.
   *
   * @throws RefusalException NOT_FOUND if the account has no such key
   */
  public void delete(EntityManager em, Caller caller, ProviderKeyId id) {
    ProviderKey stored = locked(em, caller.account(), id);
    em.createQuery("DELETE FROM ProviderKeyVersion v WHERE v.keyId = :id")
        .setParameter("id", id.value())
        .executeUpdate();
    em.createQuery("UPDATE ProviderKey k SET k.deletedAt = :now WHERE k.id = :id")
        .setParameter("now", clock.millis())
        .setParameter("id", id.value())
        .executeUpdate();
    audit.append(em, fact("provider_key.deleted", caller, stored));
  }

  /**
   * The key that a grant uses when its owner names none: their newest for that provider. It is
   * locked: it cannot be deleted before the caller's transaction ends.
   */
  public Optional<ProviderKeyId> standard(
      EntityManager em, AccountId account, ProviderName provider) {
    return list(em, account).stream()
        .filter(key -> key.provider().equals(provider))
        .map(ProviderKeyView::id)
        .filter(key -> lock(em, account, key).isPresent())
        .findFirst();
  }

  /** Whether the account has that key for that provider; if so it is locked, as above. */
  public boolean has(
      EntityManager em, AccountId account, ProviderName provider, ProviderKeyId key) {
    return lock(em, account, key).filter(found -> found.provider().equals(provider)).isPresent();
  }

  Optional<ProviderKey> fromEnvironment(
      EntityManager em, AccountId account, ProviderName provider) {
    return em.createQuery(
            "SELECT k FROM ProviderKey k WHERE k.accountId = :account AND k.provider = :provider"
                + " AND k.source = 'ENVIRONMENT' AND k.deletedAt IS NULL ORDER BY k.createdAt",
            ProviderKey.class)
        .setParameter("account", account.value())
        .setParameter("provider", provider.value())
        .getResultStream()
        .findFirst();
  }

  private void persistVersion(
      EntityManager em, ProviderKey stored, Provider upstream, SecretText key, Instant now) {
    int version = stored.currentVersion();
    byte[] sealed = seal.seal(key, stored.account(), stored.id(), upstream, version);
    em.persist(new ProviderKeyVersion(stored.id(), version, seal.kekId(), sealed, now));
  }

  private List<ProviderKeyView> list(EntityManager em, AccountId account) {
    return em.createQuery(
            "SELECT k FROM ProviderKey k WHERE k.accountId = :account AND k.deletedAt IS NULL"
                + " ORDER BY k.createdAt DESC, k.id",
            ProviderKey.class)
        .setParameter("account", account.value())
        .getResultStream()
        .map(ProviderKey::view)
        .toList();
  }

  private ProviderKey locked(EntityManager em, AccountId account, ProviderKeyId id) {
    return lock(em, account, id)
        .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "No such provider key."));
  }

  private Optional<ProviderKey> lock(EntityManager em, AccountId account, ProviderKeyId id) {
    return em.createQuery(
            "SELECT k FROM ProviderKey k WHERE k.id = :id AND k.accountId = :account"
                + " AND k.deletedAt IS NULL",
            ProviderKey.class)
        .setParameter("id", id.value())
        .setParameter("account", account.value())
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }

  private Provider configured(ProviderName name) {
    return providers
        .find(name)
        .orElseThrow(() -> RefusalException.ofField("provider", "is not configured here"));
  }

  private static void check(SecretText key) {
    String text = key.reveal();
    boolean visible = text.chars().allMatch(c -> c > ' ' && c < 127);
    if (text.isEmpty() || text.length() > LONGEST_KEY || !visible) {
      throw RefusalException.ofField(
          "key", "must be 1 to 2000 visible ASCII characters without blanks");
    }
  }

  private static AuditFact fact(String type, Caller caller, ProviderKey key) {
    return AuditFact.of(type, caller.actor(), caller.account(), key.id().value())
        .with("provider", key.provider().value());
  }
}
