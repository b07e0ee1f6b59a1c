package org.aipassport.tokens;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Settings;
import org.aipassport.crypto.AssociatedData;
import org.aipassport.crypto.Envelope;
import org.aipassport.crypto.Es256Key;
import org.aipassport.crypto.PrivateFiles;
import org.aipassport.crypto.VerificationKey;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.persistence.DuplicateRowException;
import org.aipassport.persistence.Transactions;

/**
 * The keys that sign tokens. The first start makes one, or imports {@code
 * aipassport.signing-key.file}; every later one finds it in the database, sealed under the master
 * key. There is no key that a restart forgets.
 */
@ApplicationScoped
public class SigningKeys {
  private static final String PURPOSE = "aipassport/signing-key/v1";

  private Settings settings;
  private Transactions transactions;
  private Envelope envelope;
  private AuditLog audit;
  private Clock clock;

  private record Keys(
      Es256Key active, Map<String, VerificationKey> byKid, List<String> publicJwks) {}

  private volatile Keys keys;

  @SuppressWarnings("NullAway.Init")
  protected SigningKeys() {} // for the CDI proxy

  @SuppressWarnings("NullAway.Init") // keys: read at start
  @Inject
  SigningKeys(
      Settings settings,
      Transactions transactions,
      Envelope envelope,
      AuditLog audit,
      Clock clock) {
    this.settings = settings;
    this.transactions = transactions;
    this.envelope = envelope;
    this.audit = audit;
    this.clock = clock;
  }

  void atStart(@Observes @Priority(400) @Initialized(ApplicationScoped.class) Object event) {
    try {
      prepare();
    } catch (DuplicateRowException e) {
      prepare(); // another instance was first; its key is there now
    }
  }

  private void prepare() {
    Optional<Es256Key> imported = settings.signingKeyFile().map(SigningKeys::read);
    transactions.run(
        em -> {
          List<SigningKey> stored = all(em);
          if (imported.isPresent()) {
            importKey(em, stored, imported.get());
          } else if (stored.stream().noneMatch(SigningKey::isActive)) {
            store(em, Es256Key.generate(), "signing_key.made");
          }
        });
    keys = transactions.call(em -> open(all(em)));
  }

  private void importKey(EntityManager em, List<SigningKey> stored, Es256Key key) {
    boolean active = stored.stream().anyMatch(s -> s.isActive() && s.kid().equals(key.kid()));
    if (active) {
      return;
    }
    em.createNativeQuery(
            "UPDATE signing_key SET state = 'RETIRING', active_slot = NULL WHERE active_slot = 1")
        .executeUpdate();
    em.createNativeQuery("DELETE FROM signing_key WHERE kid = ? ")
        .setParameter(1, key.kid())
        .executeUpdate();
    em.clear();
    store(em, key, "signing_key.imported");
  }

  private void store(EntityManager em, Es256Key key, String type) {
    byte[] plain = key.privateJwk();
    try {
      em.persist(new SigningKey(key, envelope.seal(plain, binding(key.kid())), clock.instant()));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
    audit.append(em, new AuditFact(type, AuditFact.BROKER, Optional.empty(), key.kid(), Map.of()));
  }

  private Keys open(List<SigningKey> stored) {
    Map<String, VerificationKey> byKid = new HashMap<>();
    stored.forEach(key -> byKid.put(key.kid(), key.verificationKey()));
    Es256Key active =
        stored.stream().filter(SigningKey::isActive).findFirst().map(this::open).orElseThrow();
    return new Keys(active, byKid, stored.stream().map(SigningKey::publicJwk).toList());
  }

  private Es256Key open(SigningKey stored) {
    byte[] plain = envelope.open(stored.sealed(), binding(stored.kid()));
    try {
      return Es256Key.fromPrivateJwk(new String(plain, StandardCharsets.UTF_8));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** The key that signs now. */
  Es256Key active() {
    return keys.active();
  }

  /** The key of that id, if tokens it signed are still good. */
  Optional<VerificationKey> find(String kid) {
    return Optional.ofNullable(keys.byKid().get(kid));
  }

  /** The public keys, RFC 7517 section 5. */
  public JsonObject jwks() {
    List<JsonValue> all =
        keys.publicJwks().stream()
            .<JsonValue>map(jwk -> Json.parseObject(jwk.getBytes(StandardCharsets.UTF_8)))
            .toList();
    return JsonObject.builder().put("keys", new JsonArray(all)).build();
  }

  private static List<SigningKey> all(EntityManager em) {
    return em.createQuery("SELECT k FROM SigningKey k ORDER BY k.createdAt DESC", SigningKey.class)
        .getResultList();
  }

  private static AssociatedData binding(String kid) {
    return AssociatedData.of(PURPOSE, kid);
  }

  private static Es256Key read(Path file) {
    try {
      if (!PrivateFiles.isPrivate(file)) {
        throw new IllegalArgumentException("others than its owner can read it");
      }
      return Es256Key.fromPrivateJwk(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "aipassport.signing-key.file: " + file + " cannot be used: " + e.getMessage(), e);
    }
  }
}
