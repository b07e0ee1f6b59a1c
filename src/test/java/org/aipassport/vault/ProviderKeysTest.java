package org.aipassport.vault;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.aipassport.grants.GrantKeys;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.grants.RevocationSequence;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.Providers;
import org.aipassport.support.Databases;
import org.aipassport.support.Disguised;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

class ProviderKeysTest {
  private static final ProviderName OPENAI = new ProviderName("openai");

  @OnBothDatabases
  void aStoredKeyIsUsedAndNeverShown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    SecretText key = canary();
    ProviderKeyView view = add(broker, owner, key);
    assertThat(view.lastFour()).isEqualTo(key.reveal().substring(key.reveal().length() - 4));
    assertThat(keys(broker).list(owner)).containsExactly(view);
    assertThat(keys(broker).list(owner).toString()).doesNotContain(key.reveal());
    assertThat(open(broker, owner, view.id())).isEqualTo(key);
    assertThat(broker.dump()).doesNotContain(key.reveal());
  }

  @OnBothDatabases
  void aLabelIsOneShortHonestLine(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    for (String label : Disguised.labels()) {
      refusedField("label", () -> keys(broker).add(owner, OPENAI, canary(), label, Labels.NONE));
    }
    assertThat(keys(broker).list(owner)).isEmpty();
  }

  @OnBothDatabases
  void aShortKeyShowsNoCharacterOfItself(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    assertThat(add(broker, owner, new SecretText("12345678901")).lastFour()).isEmpty();
    assertThat(add(broker, owner, new SecretText("123456789012")).lastFour()).isEqualTo("9012");
  }

  @OnBothDatabases
  void theSameKeyIsNeverSealedToTheSameBytes(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    SecretText key = canary();
    assertThat(sealed(broker, add(broker, owner, key).id()))
        .isNotEqualTo(sealed(broker, add(broker, owner, key).id()));
  }

  @OnBothDatabases
  void aReplacedKeyKeepsItsGrantsWorkingAndItsOldVersionIsGone(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId id = add(broker, owner, canary()).id();
    GrantView grant = TestGrants.approved(broker, owner, "");
    SecretText fresh = canary();
    ProviderKeyView view = keys(broker).replace(owner, id, fresh);
    assertThat(view.id()).isEqualTo(id);
    assertThat(view.replacedAt()).contains(broker.clock().instant());
    assertThat(open(broker, owner, id)).isEqualTo(fresh);
    assertThat(broker.get(Grants.class).get(owner, grant.id())).isEqualTo(grant);
    assertThat(broker.one("SELECT version FROM provider_key_version WHERE key_id = ?", id.value()))
        .isEqualTo("2");
    assertThat(TestGrants.events(broker, id.value()))
        .containsExactlyInAnyOrder("provider_key.added", "provider_key.replaced");
  }

  @OnBothDatabases
  void deletingAKeyFreezesTheGrantsOnItAndRemovesWhatWasSealed(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId id = add(broker, owner, canary()).id();
    GrantView frozen = TestGrants.approved(broker, owner, "");
    ProviderKeyId other = add(broker, owner, canary()).id();
    GrantView kept = TestGrants.approved(broker, owner, "");
    GrantView pending = TestGrants.request(broker, owner, "").grant();
    long before = broker.get(RevocationSequence.class).position();

    broker.get(GrantKeys.class).delete(owner, id);

    Grants grants = broker.get(Grants.class);
    assertThat(grants.get(owner, frozen.id()).status()).isEqualTo(GrantStatus.FROZEN);
    assertThat(grants.get(owner, kept.id())).isEqualTo(kept);
    assertThat(kept.key()).contains(other);
    assertThat(grants.get(owner, pending.id())).isEqualTo(pending);
    assertThat(broker.get(RevocationSequence.class).position()).isGreaterThan(before);
    assertThat(broker.count("provider_key_version WHERE key_id = ?", id.value())).isZero();
    assertThat(keys(broker).list(owner)).extracting(ProviderKeyView::id).containsExactly(other);
    refused(Refusal.UNAVAILABLE, () -> open(broker, owner, id));
    assertThat(TestGrants.events(broker, frozen.id().value())).contains("grant.frozen");
    assertThat(TestGrants.events(broker, id.value()))
        .containsExactlyInAnyOrder("provider_key.added", "provider_key.deleted");
  }

  @OnBothDatabases
  void aDeletedKeyIsGone(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    ProviderKeyId id = add(broker, owner, canary()).id();
    broker.get(GrantKeys.class).delete(owner, id);
    refused(Refusal.NOT_FOUND, () -> broker.get(GrantKeys.class).delete(owner, id));
    refused(Refusal.NOT_FOUND, () -> keys(broker).replace(owner, id, canary()));
  }

  @OnBothDatabases
  void anotherPersonsKeyIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    Caller mallory = Persons.owner(broker);
    SecretText key = canary();
    ProviderKeyId id = add(broker, owner, key).id();
    refused(Refusal.NOT_FOUND, () -> keys(broker).replace(mallory, id, canary()));
    refused(Refusal.NOT_FOUND, () -> broker.get(GrantKeys.class).delete(mallory, id));
    refused(Refusal.NOT_FOUND, () -> broker.get(ProviderKeyProbe.class).run(mallory, id));
    refused(Refusal.UNAVAILABLE, () -> open(broker, mallory, id));
    assertThat(keys(broker).list(mallory)).isEmpty();
    assertThat(open(broker, owner, id)).isEqualTo(key);
  }

  @OnBothDatabases
  void whatCannotBeAKeyIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    String[] bad = {
      "",
      " ",
      "sk abc",
      "sk\tabc",
      "sk\nabc",
      "sk\r\nHost: evil",
      "sk\0",
      "ské",
      "\u007f",
      "x".repeat(2001)
    };
    ProviderKeyId id = add(broker, owner, canary()).id();
    for (String text : bad) {
      refusedField("key", () -> add(broker, owner, new SecretText(text)));
      refusedField("key", () -> keys(broker).replace(owner, id, new SecretText(text)));
    }
    assertThat(keys(broker).list(owner)).hasSize(1);
    assertThat(add(broker, owner, new SecretText("x".repeat(2000))).lastFour()).isEqualTo("xxxx");
  }

  @OnBothDatabases
  void aKeyOfAnUnknownProviderIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    refusedField(
        "provider",
        () -> keys(broker).add(owner, new ProviderName("nowhere"), canary(), "", Labels.NONE));
  }

  @OnBothDatabases
  void anAccountHoldsAtMostTwoHundred(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    for (int i = 0; i < 200; i++) {
      add(broker, owner, canary());
    }
    refused(Refusal.WRONG_STATE, () -> add(broker, owner, canary()));
  }

  static SecretText canary() {
    return new SecretText("sk-canary-" + Ids.next());
  }

  static ProviderKeyView add(TestBroker broker, Caller owner, SecretText key) {
    broker.clock().advance(Duration.ofMillis(1)); // the newest is the standard one
    return keys(broker).add(owner, OPENAI, key, "work", Labels.NONE);
  }

  static SecretText open(TestBroker broker, Caller owner, ProviderKeyId id) {
    return broker
        .get(KeyOpener.class)
        .open(id, owner.account(), broker.get(Providers.class).find(OPENAI).orElseThrow());
  }

  static byte[] sealed(TestBroker broker, ProviderKeyId id) {
    return (byte[])
        broker
            .sql("SELECT sealed FROM provider_key_version WHERE key_id = ?", id.value())
            .get(0)
            .get(0);
  }

  static ProviderKeys keys(TestBroker broker) {
    return broker.get(ProviderKeys.class);
  }
}
