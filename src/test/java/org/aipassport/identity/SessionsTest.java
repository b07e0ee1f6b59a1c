package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.SecretText;

class SessionsTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  @OnBothDatabases
  void aSessionEndsThirtyMinutesAfterTheLastRequest(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    SecretText cookie = begin(broker, Persons.owner(broker)).cookie();
    for (int i = 0; i < 3; i++) {
      broker.clock().advance(Duration.ofMinutes(30).minus(MOMENT));
      assertThat(sessions(broker).find(cookie)).isPresent();
    }
    broker.clock().advance(Duration.ofMinutes(30));
    assertThat(sessions(broker).find(cookie)).isEmpty();
  }

  @OnBothDatabases
  void aSessionEndsTwelveHoursAfterItsBeginning(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Sessions.Begun begun = begin(broker, Persons.owner(broker));
    assertThat(begun.session().expiresAt())
        .isEqualTo(begun.session().createdAt().plus(Duration.ofHours(12)));
    for (int i = 0; i < 35; i++) {
      broker.clock().advance(Duration.ofMinutes(20));
      assertThat(sessions(broker).find(begun.cookie())).isPresent();
    }
    broker.clock().advance(Duration.ofMinutes(20).minus(MOMENT));
    assertThat(sessions(broker).find(begun.cookie())).isPresent();
    broker.clock().advance(MOMENT);
    assertThat(sessions(broker).find(begun.cookie())).isEmpty();
  }

  @OnBothDatabases
  void theOperatorSetsBothTimes(Databases.Kind kind) {
    try (TestBroker broker =
        TestBroker.start(
            kind,
            "aipassport.session.idle",
            "PT5M",
            "aipassport.session.lifetime",
            "PT10M",
            "aipassport.session.fresh",
            "PT1M")) {
      Caller alice = broker.claim();
      SecretText cookie = begin(broker, alice).cookie();
      broker.clock().advance(Duration.ofMinutes(4));
      assertThat(sessions(broker).find(cookie)).isPresent();
      broker.clock().advance(Duration.ofMinutes(4));
      assertThat(sessions(broker).find(cookie)).isPresent();
      broker.clock().advance(Duration.ofMinutes(2));
      assertThat(sessions(broker).find(cookie)).isEmpty();
    }
  }

  @OnBothDatabases
  void theLastRequestIsWrittenOnceAMinute(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Sessions.Begun begun = begin(broker, Persons.owner(broker));
    Instant start = begun.session().createdAt();
    broker.clock().advance(Duration.ofMinutes(1).minus(MOMENT));
    assertThat(sessions(broker).find(begun.cookie())).isPresent();
    assertThat(lastSeen(broker, begun)).isEqualTo(start);
    broker.clock().advance(MOMENT);
    assertThat(sessions(broker).find(begun.cookie())).isPresent();
    assertThat(lastSeen(broker, begun)).isEqualTo(start.plus(Duration.ofMinutes(1)));
  }

  @OnBothDatabases
  void whatIsNoLiveCookieFindsNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Sessions.Begun begun = begin(broker, Persons.owner(broker));
    String good = begun.cookie().reveal();
    assertThat(good).matches("aip_ses_[A-Za-z0-9_-]{43}").doesNotContain(begun.session().id());
    for (String bad :
        new String[] {
          "",
          "aip_ses_",
          good + "A",
          good.substring(1),
          good.toLowerCase(Locale.ROOT) + "\0",
          good.replace("aip_ses_", "aip_pat_"),
          OpaqueSecrets.next(Sessions.PREFIX).reveal(),
          begun.session().id()
        }) {
      assertThat(sessions(broker).find(new SecretText(bad))).as(bad).isEmpty();
      sessions(broker).end(new SecretText(bad));
    }
    assertThat(sessions(broker).find(begun.cookie())).isPresent();
  }

  @OnBothDatabases
  void theDatabaseKeepsTheDigestOnly(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Sessions.Begun begun = begin(broker, Persons.owner(broker));
    assertThat(broker.dump()).doesNotContain(begun.cookie().reveal().substring(8));
    assertThat(begun.toString()).doesNotContain(begun.cookie().reveal());
  }

  @OnBothDatabases
  void signedOutTheCookieIsWorthNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Sessions.Begun begun = begin(broker, Persons.owner(broker));
    sessions(broker).end(begun.cookie());
    sessions(broker).end(begun.cookie());
    assertThat(sessions(broker).find(begun.cookie())).isEmpty();
    assertThat(TestGrants.events(broker, begun.session().id()))
        .containsExactlyInAnyOrder("person.signed_in", "person.signed_out");
  }

  @OnBothDatabases
  void personsEndTheirOwnSessionsOnly(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.owner(broker);
    Caller mallory = Persons.owner(broker);
    Sessions.Begun one = begin(broker, alice);
    Sessions.Begun other = begin(broker, alice);
    for (String odd : new String[] {one.session().id(), "", "\0", "x".repeat(22)}) {
      refused(Refusal.NOT_FOUND, () -> sessions(broker).end(mallory, odd));
    }
    assertThat(sessions(broker).endAll(mallory)).isZero();
    assertThat(sessions(broker).list(mallory)).isEmpty();
    sessions(broker).end(alice, one.session().id());
    refused(Refusal.NOT_FOUND, () -> sessions(broker).end(alice, one.session().id()));
    assertThat(sessions(broker).find(one.cookie())).isEmpty();
    assertThat(sessions(broker).list(alice)).containsExactly(other.session());
    assertThat(sessions(broker).endAll(alice)).isEqualTo(1);
    assertThat(sessions(broker).find(other.cookie())).isEmpty();
  }

  @OnBothDatabases
  void theDisabledHaveNone(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.owner(broker);
    SecretText cookie = begin(broker, alice).cookie();
    broker.execute("UPDATE person SET disabled_at = 1 WHERE id = ? ", alice.id().value());
    assertThat(sessions(broker).find(cookie)).isEmpty();
    refused(Refusal.CREDENTIALS_INVALID, () -> begin(broker, alice));
  }

  @OnBothDatabases
  void beyondFiftyTheOldestEnds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.owner(broker);
    List<Sessions.Begun> all = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      broker.clock().advance(MOMENT);
      all.add(begin(broker, alice));
    }
    assertThat(sessions(broker).list(alice)).hasSize(50);
    assertThat(sessions(broker).find(all.get(0).cookie())).isEmpty();
    assertThat(sessions(broker).find(all.get(1).cookie())).isPresent();
    assertThat(sessions(broker).find(all.get(50).cookie())).isPresent();
  }

  @OnBothDatabases
  void alsoOfThoseThatBeginAtOnceFiftyAreLeft(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.owner(broker);
    for (int i = 0; i < 48; i++) {
      begin(broker, alice);
    }
    Race<Sessions.Begun> race = Race.of(10, () -> begin(broker, alice));
    assertThat(race.done()).hasSize(10);
    assertThat(broker.count("user_session WHERE person_id = ? ", alice.id().value())).isEqualTo(50);
  }

  @OnBothDatabases
  void noSessionBeginsBesideAnEndOfAll(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    for (int round = 0; round < 10; round++) {
      Caller alice = Persons.owner(broker);
      Race<Boolean> race =
          Race.of(
              2,
              number ->
                  () -> {
                    if (number == 0) {
                      begin(broker, alice);
                    } else {
                      broker
                          .get(Transactions.class)
                          .run(
                              em -> {
                                broker.get(People.class).lock(em, alice.id());
                                em.createNativeQuery(
                                        "UPDATE person SET disabled_at = 1 WHERE id = ? ")
                                    .setParameter(1, alice.id().value())
                                    .executeUpdate();
                                sessions(broker).endAll(em, alice.id());
                              });
                    }
                    return true;
                  });
      assertThat(race.reasons()).isSubsetOf(Refusal.CREDENTIALS_INVALID);
      assertThat(broker.count("user_session WHERE person_id = ? ", alice.id().value())).isZero();
    }
  }

  @OnBothDatabases
  void whatHasEndedIsSweptAway(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.owner(broker);
    begin(broker, alice);
    broker.clock().advance(Duration.ofMinutes(29));
    Sessions.Begun kept = begin(broker, alice);
    broker.clock().advance(Duration.ofMinutes(1));
    broker.get(ExpiredSignIns.class).sweep();
    assertThat(broker.one("SELECT id FROM user_session WHERE person_id = ? ", alice.id().value()))
        .isEqualTo(kept.session().id());
  }

  @OnBothDatabases
  void noRecordNoSession(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      broker.withoutAuditLog(
          () -> {
            try {
              begin(broker, alice);
            } catch (RuntimeException e) {
              return;
            }
            throw new AssertionError("began without a record");
          });
      assertThat(broker.count("user_session")).isZero();
    }
  }

  @OnBothDatabases
  void whatBrowsersCallThemselvesIsCutAndPrintable(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.owner(broker);
    Sessions.Begun begun =
        broker
            .get(Transactions.class)
            .call(
                em ->
                    sessions(broker)
                        .begin(
                            em,
                            alice,
                            SignInProof.justNow(SignInMethod.OIDC),
                            "2001:db8::1",
                            "\0\u202e<b>" + "x".repeat(1_000)));
    assertThat(begun.session().agent()).hasSize(300).startsWith("??<b>xxx");
    assertThat(sessions(broker).find(begun.cookie())).contains(begun.session());
  }

  private static Instant lastSeen(TestBroker broker, Sessions.Begun begun) {
    return Instant.ofEpochMilli(
        Long.parseLong(
            broker.one(
                "SELECT last_seen_at FROM user_session WHERE id = ? ", begun.session().id())));
  }

  private static Sessions.Begun begin(TestBroker broker, Caller person) {
    return SecondFactorsTest.sessionOf(broker, person);
  }

  private static Sessions sessions(TestBroker broker) {
    return broker.get(Sessions.class);
  }
}
