package org.aipassport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.identity.Caller;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

class EnvironmentKeysTest {
  private static final String VARIABLE = "OPENAI_API_KEY";
  private static final String FIRST = "sk-canary-first-0001";
  private static final String SECOND = "sk-canary-second-0002";

  @OnBothDatabases
  void theFirstOwnerGetsTheKeysOfTheEnvironment(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind, VARIABLE, FIRST)) {
      assertThat(broker.count("provider_key")).isZero();
      Caller owner = broker.claim();
      ProviderKeyView key = only(broker, owner);
      assertThat(key.provider()).isEqualTo(new ProviderName("openai"));
      assertThat(key.lastFour()).isEqualTo("0001");
      assertThat(ProviderKeysTest.open(broker, owner, key.id())).isEqualTo(new SecretText(FIRST));
      assertThat(TestGrants.events(broker, key.id().value())).containsExactly("provider_key.added");
    }
  }

  @OnBothDatabases
  void anUnchangedValueChangesNothingAtTheNextStart(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind, VARIABLE, FIRST);
    first.claim();
    String before = first.dump();
    try (TestBroker second = first.restart()) {
      assertThat(second.dump()).isEqualTo(before);
    }
  }

  @OnBothDatabases
  void aChangedValueMakesASecondVersionAtTheNextStart(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind, VARIABLE, FIRST);
    Caller owner = first.claim();
    ProviderKeyView key = only(first, owner);
    try (TestBroker second = first.restart(VARIABLE, SECOND)) {
      assertThat(only(second, owner).id()).isEqualTo(key.id());
      assertThat(only(second, owner).lastFour()).isEqualTo("0002");
      assertThat(ProviderKeysTest.open(second, owner, key.id())).isEqualTo(new SecretText(SECOND));
      assertThat(second.one("SELECT version FROM provider_key_version")).isEqualTo("2");
      assertThat(TestGrants.events(second, key.id().value()))
          .containsExactlyInAnyOrder("provider_key.added", "provider_key.replaced");
    }
  }

  @OnBothDatabases
  void aValueThatIsNewAtALaterStartIsAdoptedThen(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    Caller owner = first.claim();
    try (TestBroker second = first.restart(VARIABLE, FIRST)) {
      assertThat(only(second, owner).lastFour()).isEqualTo("0001");
    }
  }

  @OnBothDatabases
  void theOwnersOwnKeyIsNotReplacedByTheEnvironments(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    Caller owner = first.claim();
    SecretText own = ProviderKeysTest.canary();
    ProviderKeyView key = ProviderKeysTest.add(first, owner, own);
    try (TestBroker second = first.restart(VARIABLE, FIRST)) {
      assertThat(ProviderKeysTest.keys(second).list(owner)).hasSize(2).contains(key);
      assertThat(ProviderKeysTest.open(second, owner, key.id())).isEqualTo(own);
    }
  }

  private static ProviderKeyView only(TestBroker broker, Caller owner) {
    assertThat(ProviderKeysTest.keys(broker).list(owner)).hasSize(1);
    return ProviderKeysTest.keys(broker).list(owner).get(0);
  }
}
