package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.apps.AppBlock;
import org.aipassport.apps.AppFlag;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;

class AppBlockingTest {
  @OnBothDatabases
  void blockingEndsWhatTheHostHasAndKeepsItOut(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Caller operator = Persons.operator(broker);
    String host = host();
    GrantView live = approved(broker, owner, host);
    GrantView below = approved(broker, owner, "login." + host);
    GrantView pending = ask(broker, owner, host.toUpperCase(Locale.ROOT));
    GrantView other = approved(broker, owner, "x" + host);
    long before = position(broker);
    assertThat(blocking(broker).block(operator, host.toUpperCase(Locale.ROOT), "phishing"))
        .isEqualTo(3);
    assertThat(position(broker)).isGreaterThan(before);
    for (GrantView grant : new GrantView[] {live, below, pending}) {
      assertThat(status(broker, grant)).isEqualTo(GrantStatus.FROZEN);
    }
    assertThat(status(broker, other)).isEqualTo(GrantStatus.APPROVED);
    refused(Refusal.FORBIDDEN, () -> ask(broker, owner, host));
    refused(Refusal.FORBIDDEN, () -> ask(broker, owner, "a.b." + host));
    ask(broker, owner, "x" + host);
    refused(Refusal.WRONG_STATE, () -> approve(broker, owner, pending));
  }

  @OnBothDatabases
  void liftingABlockRevivesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Caller operator = Persons.operator(broker);
    String host = host();
    GrantView live = approved(broker, owner, host);
    blocking(broker).block(operator, host, "");
    blocking(broker).unblock(operator, host.toUpperCase(Locale.ROOT));
    assertThat(status(broker, live)).isEqualTo(GrantStatus.FROZEN);
    assertThat(approved(broker, owner, host).status()).isEqualTo(GrantStatus.APPROVED);
    refused(Refusal.NOT_FOUND, () -> blocking(broker).unblock(operator, host));
  }

  @OnBothDatabases
  void aHostIsBlockedOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String host = host();
    blocking(broker).block(operator, host, "");
    refused(Refusal.WRONG_STATE, () -> blocking(broker).block(operator, host, ""));
    refused(Refusal.WRONG_STATE, () -> blocking(broker).block(operator, "a." + host, ""));
    assertThat(blocking(broker).list(operator))
        .filteredOn(block -> block.host().equals(host))
        .singleElement()
        .extracting(AppBlock::by)
        .isEqualTo(operator.id());
  }

  @OnBothDatabases
  void whatIsNoHostIsRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    for (String bad :
        new String[] {
          "",
          "com",
          ".",
          "%",
          "a_b.example",
          "evil.example:8443",
          "evil.example/a",
          "evil.example.",
          "user@evil.example",
          "https://evil.example",
          "evil .example",
          "m\u00fcller.example"
        }) {
      refusedField("host", () -> blocking(broker).block(operator, bad, ""));
    }
    refusedField("reason", () -> blocking(broker).block(operator, host(), "a\u202eb"));
    refusedField("reason", () -> blocking(broker).block(operator, host(), "a".repeat(1_001)));
  }

  @OnBothDatabases
  void anAddressIsNoDomainOfOthers(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    Caller operator = Persons.operator(broker);
    blocking(broker).block(operator, "198.51.100.7", "");
    refused(Refusal.FORBIDDEN, () -> ask(broker, owner, "198.51.100.7"));
    ask(broker, owner, "198.51.100.8");
  }

  @OnBothDatabases
  void onlyOperatorsBlock(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    String host = host();
    refused(Refusal.FORBIDDEN, () -> blocking(broker).block(owner, host, ""));
    refused(Refusal.FORBIDDEN, () -> blocking(broker).unblock(owner, host));
    refused(Refusal.FORBIDDEN, () -> blocking(broker).list(owner));
    refused(Refusal.FORBIDDEN, () -> broker.get(AppDirectory.class).list(owner));
  }

  @OnBothDatabases
  void operatorsSeeWhatAHostHasDone(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    Caller operator = Persons.operator(broker);
    String host = host();
    approve(broker, owner, ask(broker, owner, "First", host));
    broker.clock().advance(Duration.ofMillis(1));
    GrantView second = ask(broker, owner, "OpenAI Second", host);
    broker.get(GrantReports.class).report(owner, second.id(), "odd");
    AppView app = directory(broker, operator, host).orElseThrow();
    assertThat(app.names()).containsExactly("OpenAI Second", "First");
    assertThat(app.identity().flags()).containsExactly(AppFlag.LOOKS_LIKE_BRAND);
    assertThat(app.requests()).isEqualTo(2);
    assertThat(app.live()).isEqualTo(1);
    assertThat(app.openReports()).isEqualTo(1);
    assertThat(app.lastRequestAt()).isEqualTo(second.createdAt());
    assertThat(app.block()).isEmpty();
    String above = host.substring(host.indexOf('.') + 1);
    blocking(broker).block(operator, above, "");
    AppView blocked = directory(broker, operator, host).orElseThrow();
    assertThat(blocked.live()).isZero();
    assertThat(blocked.block()).map(AppBlock::host).contains(above);
  }

  private static Optional<AppView> directory(TestBroker broker, Caller operator, String host) {
    return broker.get(AppDirectory.class).list(operator).stream()
        .filter(app -> app.host().equals(host))
        .findFirst();
  }

  private static String host() {
    String id = Ids.next().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "0");
    return "app.h" + id + ".example";
  }

  private static GrantView ask(TestBroker broker, Caller owner, String host) {
    return ask(broker, owner, "Notes", host);
  }

  private static GrantView ask(TestBroker broker, Caller owner, String name, String host) {
    return TestGrants.askAt(broker, owner, name, "https://" + host + ":8443/a").grant();
  }

  private static GrantView approved(TestBroker broker, Caller owner, String host) {
    return approve(broker, owner, ask(broker, owner, host));
  }

  private static GrantView approve(TestBroker broker, Caller owner, GrantView asked) {
    return broker
        .get(GrantLifecycle.class)
        .approve(owner, asked.id(), TestGrants.decision(broker, "{}"));
  }

  private static GrantStatus status(TestBroker broker, GrantView grant) {
    return broker.get(Grants.class).find(grant.id()).orElseThrow().status();
  }

  private static long position(TestBroker broker) {
    return broker.get(RevocationSequence.class).position();
  }

  private static AppBlocking blocking(TestBroker broker) {
    return broker.get(AppBlocking.class);
  }
}
