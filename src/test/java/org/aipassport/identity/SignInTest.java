package org.aipassport.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.crypto.QuickHashes;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;

class SignInTest {
  private static final String RIGHT = TestBroker.PASSWORD;
  private static final Optional<SecretText> STRANGE = Optional.empty();

  @OnBothDatabases
  void theRightPasswordBeginsASession(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SignIn.Done done = done(signIn(broker, alice.username().toUpperCase(Locale.ROOT), RIGHT));
    assertThat(done.begun().session().caller()).isEqualTo(alice);
    assertThat(done.begun().session().method()).isEqualTo(SignInMethod.PASSWORD);
    assertThat(broker.get(Sessions.class).find(done.begun().cookie()))
        .contains(done.begun().session());
    assertThat(
            broker.count(
                "audit_event WHERE type = 'person.signed_in' AND subject = ? ",
                done.begun().session().id()))
        .isEqualTo(1);
  }

  @OnBothDatabases
  void whateverIsWrongTheAnswerIsTheSame(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller disabled = disabled(broker);
    Caller external = external(broker);
    List<String> answers = new ArrayList<>();
    for (String[] attempt :
        new String[][] {
          {alice.username(), "wrong"},
          {alice.username(), ""},
          {alice.username(), RIGHT + " "},
          {disabled.username(), RIGHT},
          {disabled.username(), "wrong"},
          {external.username(), RIGHT},
          {external.username(), ""},
          {"nobody-" + Ids.next(), RIGHT},
          {"", RIGHT},
          {"\0", RIGHT},
          {"ä".repeat(10_000), RIGHT},
          {"\uD800", "\uD800"}
        }) {
      answers.add(
          refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, attempt[0], attempt[1]))
              .detail());
    }
    assertThat(answers).hasSize(12).containsOnly(answers.get(0));
  }

  @OnBothDatabases
  void everyAttemptCostsOneHash(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller disabled = disabled(broker);
    Caller external = external(broker);
    for (String username :
        new String[] {
          alice.username(), disabled.username(), external.username(), "nobody-" + Ids.next(), "\0"
        }) {
      long before = hashes(broker);
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, username, "wrong"));
      assertThat(hashes(broker) - before).as(username).isEqualTo(1);
    }
    long before = hashes(broker);
    assertThat(signIn(broker, alice.username(), RIGHT)).isNotNull();
    assertThat(hashes(broker) - before).isEqualTo(1);
  }

  @OnBothDatabases
  void of200GuessesAtOnceFiveAreEvaluated(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SecretText device = done(signIn(broker, alice.username(), RIGHT)).device();
    long before = hashes(broker);
    Race<SignIn.Outcome> race =
        Race.of(
            200,
            number ->
                () -> {
                  if (number == 199) {
                    Thread.sleep(300); // last, as far as that can be said
                  }
                  return signIn(broker, alice.username(), number == 199 ? RIGHT : "guess" + number);
                });
    assertThat(race.done()).isEmpty();
    assertThat(hashes(broker) - before).isLessThanOrEqualTo(6);
    assertThat(race.reasons()).contains(Refusal.TOO_MANY, Refusal.CREDENTIALS_INVALID);
    assertThat(done(attempt(broker, alice.username(), RIGHT, Optional.of(device))))
        .as("the owner in a known browser")
        .isNotNull();
  }

  @OnBothDatabases
  void waitsGrowAndEnd(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    for (int i = 0; i < 5; i++) {
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, alice.username(), "wrong"));
    }
    for (long wait = 1; wait < 100; wait *= 2) {
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, alice.username(), "wrong"));
      assertThat(tooMany(broker, alice)).isEqualTo(Duration.ofSeconds(wait));
      broker.clock().advance(Duration.ofSeconds(wait).minusMillis(1));
      assertThat(tooMany(broker, alice)).isEqualTo(Duration.ofMillis(1));
      broker.clock().advance(Duration.ofMillis(1));
    }
    assertThat(signIn(broker, alice.username(), RIGHT)).isInstanceOf(SignIn.Done.class);
    for (int i = 0; i < 5; i++) {
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, alice.username(), "wrong"));
    }
    assertThat(signIn(broker, alice.username(), RIGHT)).isInstanceOf(SignIn.Done.class);
  }

  @OnBothDatabases
  void namesThatNobodyHasAreSlowedDownAlike(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String nobody = "nobody-" + Ids.next();
    for (int i = 0; i < 6; i++) {
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, nobody, "wrong"));
    }
    assertThat(
            refused(
                    Refusal.TOO_MANY,
                    () -> signIn(broker, nobody.toUpperCase(Locale.ROOT), "wrong"))
                .retryAfter())
        .contains(Duration.ofSeconds(1));
  }

  @OnBothDatabases
  void oneAddressThatTriesManyNamesIsSlowedDown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    InetAddress from = Persons.somewhere();
    Caller alice = Persons.signable(broker);
    for (int i = 0; i < 21; i++) {
      refused(
          Refusal.CREDENTIALS_INVALID,
          () -> attempt(broker, "nobody-" + Ids.next(), "wrong", from, STRANGE));
    }
    refused(Refusal.TOO_MANY, () -> attempt(broker, alice.username(), RIGHT, from, STRANGE));
    assertThat(signIn(broker, alice.username(), RIGHT)).isInstanceOf(SignIn.Done.class);
  }

  @OnBothDatabases
  void addressesOfOneIpv6HouseholdCountTogether(Databases.Kind kind) throws Exception {
    TestBroker broker = TestBroker.shared(kind);
    String prefix = "2001:db8:%x:%x:".formatted(System.nanoTime() & 0xffff, kind.ordinal());
    for (int i = 0; i < 21; i++) {
      InetAddress from = InetAddress.getByName(prefix + i + "::1");
      refused(
          Refusal.CREDENTIALS_INVALID,
          () -> attempt(broker, "nobody-" + Ids.next(), "wrong", from, STRANGE));
    }
    InetAddress same = InetAddress.getByName(prefix + "ffff::2");
    refused(
        Refusal.TOO_MANY, () -> attempt(broker, "nobody-" + Ids.next(), "wrong", same, STRANGE));
  }

  @OnBothDatabases
  void anAccountOfOnesOwnBuysNoGuesses(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    InetAddress from = Persons.somewhere();
    Caller mallory = Persons.signable(broker);
    int evaluated = 0;
    for (int i = 0; i < 60; i++) {
      try {
        attempt(broker, "nobody-" + Ids.next(), "wrong", from, STRANGE);
      } catch (RefusalException e) {
        evaluated += e.reason() == Refusal.CREDENTIALS_INVALID ? 1 : 0;
      }
      try {
        attempt(broker, mallory.username(), RIGHT, from, STRANGE);
      } catch (RefusalException e) {
        assertThat(e.reason()).isEqualTo(Refusal.TOO_MANY);
      }
    }
    assertThat(evaluated).isEqualTo(21);
  }

  @OnBothDatabases
  void knownBrowserIsSlowedDownByItselfOnly(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Optional<SecretText> device =
        Optional.of(done(signIn(broker, alice.username(), RIGHT)).device());
    for (int i = 0; i < 6; i++) {
      refused(
          Refusal.CREDENTIALS_INVALID, () -> attempt(broker, alice.username(), "wrong", device));
    }
    refused(Refusal.TOO_MANY, () -> attempt(broker, alice.username(), RIGHT, device));
    assertThat(signIn(broker, alice.username(), RIGHT)).isInstanceOf(SignIn.Done.class);
  }

  @OnBothDatabases
  void knownBrowserOfSomebodyElseIsAStranger(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller mallory = Persons.signable(broker);
    Optional<SecretText> device =
        Optional.of(done(signIn(broker, mallory.username(), RIGHT)).device());
    for (int i = 0; i < 6; i++) {
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, alice.username(), "wrong"));
    }
    for (Optional<SecretText> odd :
        List.of(
            device,
            Optional.of(OpaqueSecrets.next(KnownDevices.PREFIX)),
            Optional.of(new SecretText("")))) {
      refused(Refusal.TOO_MANY, () -> attempt(broker, alice.username(), RIGHT, odd));
    }
  }

  @OnBothDatabases
  void knownBrowserGetsANewCookieEachTimeForNinetyDays(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SecretText first = done(signIn(broker, alice.username(), RIGHT)).device();
    assertThat(first.reveal()).matches("aip_dev_[A-Za-z0-9_-]{43}");
    SecretText second = done(attempt(broker, alice.username(), RIGHT, Optional.of(first))).device();
    assertThat(second).isNotEqualTo(first);
    assertThat(broker.count("known_device WHERE person_id = ? ", alice.id().value())).isEqualTo(1);
    assertThat(device(broker, alice, first)).isEmpty();
    broker.clock().advance(Duration.ofDays(90).minusMillis(1));
    assertThat(device(broker, alice, second)).isPresent();
    broker.clock().advance(Duration.ofMillis(1));
    assertThat(device(broker, alice, second)).isEmpty();
    broker.get(ExpiredSignIns.class).sweep();
    assertThat(broker.count("known_device WHERE person_id = ? ", alice.id().value())).isZero();
  }

  @OnBothDatabases
  void atMostTwentyBrowsersAreKnown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    for (int i = 0; i < 22; i++) {
      broker.clock().advance(Duration.ofMillis(1));
      assertThat(signIn(broker, alice.username(), RIGHT)).isNotNull();
    }
    assertThat(broker.count("known_device WHERE person_id = ? ", alice.id().value())).isEqualTo(20);
  }

  @OnBothDatabases
  void sessionBeforeIsNotTheSessionAfterTheSecondSignIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Sessions.Begun before = done(signIn(broker, alice.username(), RIGHT)).begun();
    broker.clock().advance(Duration.ofMinutes(11));
    assertThat(before.session().isFresh(broker.clock().instant(), Duration.ofMinutes(10)))
        .isFalse();
    Sessions.Begun after = again(broker, before.session(), RIGHT, Optional.empty());
    assertThat(after.session().id()).isNotEqualTo(before.session().id());
    assertThat(after.session().isFresh(broker.clock().instant(), Duration.ofMinutes(10))).isTrue();
    assertThat(broker.get(Sessions.class).find(before.cookie())).isEmpty();
    assertThat(broker.get(Sessions.class).find(after.cookie())).contains(after.session());
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> again(broker, before.session(), RIGHT, Optional.empty()));
  }

  @OnBothDatabases
  void guessesWithinASessionAreSlowedDownAndKeepNobodyOut(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = done(signIn(broker, alice.username(), RIGHT)).begun().session();
    long before = hashes(broker);
    Race<Sessions.Begun> race =
        Race.of(50, number -> () -> again(broker, session, "guess" + number, Optional.empty()));
    assertThat(race.done()).isEmpty();
    assertThat(hashes(broker) - before).isLessThanOrEqualTo(6);
    refused(Refusal.TOO_MANY, () -> again(broker, session, RIGHT, Optional.empty()));
    assertThat(signIn(broker, alice.username(), RIGHT)).isInstanceOf(SignIn.Done.class);
  }

  @OnBothDatabases
  void guessesWithinASessionCountAgainstTheirAddress(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    InetAddress from = Persons.somewhere();
    for (int round = 0; round < 5; round++) {
      Caller person = Persons.signable(broker);
      Session session = done(signIn(broker, person.username(), RIGHT)).begun().session();
      for (int i = 0; i < 5; i++) {
        refused(
            Refusal.CREDENTIALS_INVALID,
            () ->
                broker
                    .get(SignIn.class)
                    .again(session, new SecretText("wrong"), Optional.empty(), from));
      }
    }
    refused(
        Refusal.TOO_MANY, () -> attempt(broker, "nobody-" + Ids.next(), "wrong", from, STRANGE));
  }

  @OnBothDatabases
  void whoHasASecondFactorNeedsItForTheSecondSignInToo(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = done(signIn(broker, alice.username(), RIGHT)).begun().session();
    SecretText code = SecondFactorsTest.enrol(broker, alice).recoveryCodes().get(0);
    refused(Refusal.INVALID_FIELD, () -> again(broker, session, RIGHT, Optional.empty()));
    refused(
        Refusal.CREDENTIALS_INVALID, () -> again(broker, session, RIGHT, Optional.of("000000")));
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> again(broker, session, "wrong", Optional.of(code.reveal())));
    assertThat(again(broker, session, RIGHT, Optional.of(code.reveal()))).isNotNull();
  }

  @OnBothDatabases
  void refusedSignInsAreOneEventAMinute(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      for (int i = 0; i < 7; i++) {
        try {
          signIn(broker, "alice", "wrong");
        } catch (RefusalException e) {
          continue;
        }
        throw new AssertionError("signed in");
      }
      refused(Refusal.CREDENTIALS_INVALID, () -> signIn(broker, "nobody", "wrong"));
      assertThat(broker.count("audit_event WHERE type = 'sign_in.refused'")).isZero();
      broker.withoutAuditLog(
          () -> {
            try {
              broker.get(RefusedSignIns.class).record();
            } catch (RuntimeException e) {
              return; // they stay counted
            }
            throw new AssertionError("recorded");
          });
      broker.get(RefusedSignIns.class).record();
      broker.get(RefusedSignIns.class).record();
      List<List<Object>> events =
          broker.sql("SELECT canonical FROM audit_event WHERE type = 'sign_in.refused'");
      assertThat(events).hasSize(1);
      assertThat(new String((byte[]) events.get(0).get(0), UTF_8))
          .contains(
              "\"details\":{\"too_many\":\"1\",\"unknown_person\":\"1\",\"wrong_password\":\"6\"}");
    }
  }

  @OnBothDatabases
  void withLocalAccountsOffNobodySignsInByPassword(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind, "aipassport.local-accounts", "false")) {
      SecretText secret = broker.setupSecret();
      Sessions.Begun begun =
          broker
              .get(Setup.class)
              .claimInBrowser(
                  InetAddress.getLoopbackAddress(), secret, "alice", new SecretText(RIGHT), "Test");
      Session session = broker.get(Sessions.class).find(begun.cookie()).orElseThrow();
      long before = hashes(broker);
      refused(Refusal.FORBIDDEN, () -> signIn(broker, "alice", RIGHT));
      refused(
          Refusal.FORBIDDEN,
          () ->
              broker
                  .get(SignIn.class)
                  .withSecondFactor(
                      OpaqueSecrets.next("aip_sit_"), "000000", Persons.somewhere(), "Test"));
      assertThat(hashes(broker)).isEqualTo(before);
      assertThat(again(broker, session, RIGHT, Optional.empty())).isNotNull();
    }
  }

  @OnBothDatabases
  void passwordThatChangesWhileItIsVerifiedSignsNobodyIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    People people = broker.get(People.class);
    Transactions transactions = broker.get(Transactions.class);
    String verified =
        transactions.call(em -> people.find(em, alice.id()).orElseThrow().passwordHash());
    Optional<Caller> before = transactions.call(em -> people.lockEnabled(em, alice.id(), verified));
    assertThat(before).contains(alice);
    broker.execute("UPDATE person SET password_hash = 'x' WHERE id = ? ", alice.id().value());
    Optional<Caller> after = transactions.call(em -> people.lockEnabled(em, alice.id(), verified));
    assertThat(after).isEmpty();
  }

  private static Duration tooMany(TestBroker broker, Caller person) {
    return refused(Refusal.TOO_MANY, () -> signIn(broker, person.username(), RIGHT))
        .retryAfter()
        .orElseThrow();
  }

  private static Caller disabled(TestBroker broker) {
    Caller person = Persons.signable(broker);
    broker.execute("UPDATE person SET disabled_at = 1 WHERE id = ? ", person.id().value());
    return person;
  }

  private static Caller external(TestBroker broker) {
    return broker
        .get(Transactions.class)
        .call(
            em ->
                broker
                    .get(ExternalIdentities.class)
                    .create(
                        em,
                        "https://issuer.example",
                        Ids.next(),
                        "x" + Math.abs(Ids.next().hashCode()),
                        Optional.empty(),
                        Set.of(Role.OWNER)))
        .toCaller();
  }

  private static Optional<String> device(TestBroker broker, Caller person, SecretText cookie) {
    return broker
        .get(Transactions.class)
        .call(em -> broker.get(KnownDevices.class).find(em, cookie, person.id()));
  }

  private static long hashes(TestBroker broker) {
    return QuickHashes.count(broker.get(PasswordHasher.class));
  }

  private static Sessions.Begun again(
      TestBroker broker, Session session, String password, Optional<String> code) {
    return broker
        .get(SignIn.class)
        .again(session, new SecretText(password), code, Persons.somewhere());
  }

  private static SignIn.Done done(SignIn.Outcome outcome) {
    return (SignIn.Done) outcome;
  }

  private static SignIn.Outcome signIn(TestBroker broker, String username, String password) {
    return attempt(broker, username, password, STRANGE);
  }

  private static SignIn.Outcome attempt(
      TestBroker broker, String username, String password, Optional<SecretText> device) {
    return attempt(broker, username, password, Persons.somewhere(), device);
  }

  private static SignIn.Outcome attempt(
      TestBroker broker,
      String username,
      String password,
      InetAddress from,
      Optional<SecretText> device) {
    return broker
        .get(SignIn.class)
        .withPassword(
            new SignIn.Attempt(username, new SecretText(password), from, "Firefox", device));
  }
}
