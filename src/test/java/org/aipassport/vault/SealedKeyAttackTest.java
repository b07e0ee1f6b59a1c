package org.aipassport.vault;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.vault.ProviderKeysTest.add;
import static org.aipassport.vault.ProviderKeysTest.canary;
import static org.aipassport.vault.ProviderKeysTest.keys;
import static org.aipassport.vault.ProviderKeysTest.open;
import static org.aipassport.vault.ProviderKeysTest.sealed;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

/** Whoever can write to the database cannot make the broker send a key where it does not belong. */
class SealedKeyAttackTest {
  private static final String BASE_URL = "aipassport.provider.openai.base-url";

  @OnBothDatabases
  void swappedKeysDoNotOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId one = add(broker, owner, canary()).id();
    ProviderKeyId other = add(broker, owner, canary()).id();
    byte[] first = sealed(broker, one);
    put(broker, one, sealed(broker, other));
    put(broker, other, first);
    refused(Refusal.UNAVAILABLE, () -> open(broker, owner, one));
    refused(Refusal.UNAVAILABLE, () -> open(broker, owner, other));
  }

  @OnBothDatabases
  void aKeyMovedToAnotherAccountDoesNotOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    Caller mallory = Persons.owner(broker);
    ProviderKeyId id = add(broker, owner, canary()).id();
    broker.execute(
        "UPDATE provider_key SET account_id = ? WHERE id = ?",
        mallory.account().value(),
        id.value());
    refused(Refusal.UNAVAILABLE, () -> open(broker, mallory, id));
  }

  @OnBothDatabases
  void anOldVersionPutBackDoesNotOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId id = add(broker, owner, canary()).id();
    byte[] old = sealed(broker, id);
    keys(broker).replace(owner, id, canary());
    put(broker, id, old);
    refused(Refusal.UNAVAILABLE, () -> open(broker, owner, id));
  }

  @OnBothDatabases
  void anAlteredKeyDoesNotOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId id = add(broker, owner, canary()).id();
    byte[] bytes = sealed(broker, id);
    bytes[bytes.length - 1] ^= 1;
    put(broker, id, bytes);
    refused(Refusal.UNAVAILABLE, () -> open(broker, owner, id));
    put(broker, id, new byte[0]);
    refused(Refusal.UNAVAILABLE, () -> open(broker, owner, id));
  }

  @OnBothDatabases
  void aKeyDoesNotOpenForAnotherOriginThanItWasStoredFor(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    Caller owner = first.claim();
    SecretText key = canary();
    ProviderKeyId id = add(first, owner, key).id();
    for (String elsewhere :
        new String[] {"https://api.openai.example/v1", "https://api.openai.com:8443/v1"}) {
      first = first.restart(BASE_URL, elsewhere);
      TestBroker moved = first;
      refused(Refusal.UNAVAILABLE, () -> open(moved, owner, id));
    }
    try (TestBroker samePlace = first.restart(BASE_URL, "https://api.openai.com/v2")) {
      assertThat(open(samePlace, owner, id)).isEqualTo(key);
    }
  }

  private static void put(TestBroker broker, ProviderKeyId id, byte[] sealed) {
    assertThat(
            broker.execute(
                "UPDATE provider_key_version SET sealed = ? WHERE key_id = ?", sealed, id.value()))
        .isEqualTo(1);
  }
}
