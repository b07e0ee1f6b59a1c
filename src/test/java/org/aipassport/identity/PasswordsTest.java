package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.SecretText;

class PasswordsTest {
  private static final SecretText OLD = new SecretText(TestBroker.PASSWORD);
  private static final SecretText FRESH = new SecretText("canary-fresh-horse-battery-2");

  @OnBothDatabases
  void aChangeEndsEverythingElse(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Sessions.Begun other = Persons.signIn(broker, alice.username());
    Sessions.Begun own = Persons.signIn(broker, alice.username());
    Sessions.Begun renewed = change(broker, own.session(), OLD, FRESH);
    Sessions sessions = broker.get(Sessions.class);
    assertThat(sessions.find(other.cookie())).isEmpty();
    assertThat(sessions.find(own.cookie())).isEmpty();
    assertThat(sessions.find(renewed.cookie())).contains(renewed.session());
    assertThat(renewed.session().id()).isNotEqualTo(own.session().id());
    assertThat(sessions.list(alice)).hasSize(1);
    assertThat(broker.count("known_device WHERE person_id = ? ", alice.id().value())).isZero();
    refused(Refusal.CREDENTIALS_INVALID, () -> Persons.signIn(broker, alice.username()));
    assertThat(
            broker.count(
                "audit_event WHERE type = 'password.changed' AND subject = ? ", alice.id().value()))
        .isEqualTo(1);
  }

  /** The one in which it was changed is hardly its thief's, and the owner would be slowed in it. */
  @OnBothDatabases
  void ofAllBrowsersOnlyTheOneThatChangedItStaysKnown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SignIn.Done own = signIn(broker, alice, OLD, Optional.empty());
    SignIn.Done other = signIn(broker, alice, OLD, Optional.empty());
    Passwords.Changed changed = change(broker, own, Optional.of(own.device()));
    SecretText device = changed.device().orElseThrow();
    assertThat(isKnown(broker, alice, device)).isTrue();
    assertThat(isKnown(broker, alice, own.device())).isFalse();
    assertThat(isKnown(broker, alice, other.device())).isFalse();
    assertThat(broker.count("known_device WHERE person_id = ? ", alice.id().value())).isEqualTo(1);
  }

  @OnBothDatabases
  void aChangeMakesNoBrowserKnownThatWasNot(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller mallory = Persons.signable(broker);
    SignIn.Done others = signIn(broker, mallory, OLD, Optional.empty());
    for (Optional<SecretText> device :
        List.of(
            Optional.<SecretText>empty(),
            Optional.of(new SecretText("aip_dev_x")),
            Optional.of(others.device()))) {
      broker.execute(
          "UPDATE person SET password_hash = ? WHERE id = ? ",
          broker.get(PasswordHasher.class).hash(OLD),
          alice.id().value());
      SignIn.Done own = signIn(broker, alice, OLD, Optional.empty());
      assertThat(change(broker, own, device).device()).isEmpty();
      assertThat(broker.count("known_device WHERE person_id = ? ", alice.id().value())).isZero();
    }
    assertThat(isKnown(broker, mallory, others.device())).isTrue();
  }

  private static SignIn.Done signIn(
      TestBroker broker, Caller person, SecretText password, Optional<SecretText> device) {
    SignIn.Attempt attempt =
        new SignIn.Attempt(person.username(), password, Persons.somewhere(), "Test", device);
    return (SignIn.Done) broker.get(SignIn.class).withPassword(attempt);
  }

  private static Passwords.Changed change(
      TestBroker broker, SignIn.Done done, Optional<SecretText> device) {
    return broker
        .get(Passwords.class)
        .change(done.begun().session(), OLD, FRESH, Persons.somewhere(), device);
  }

  private static boolean isKnown(TestBroker broker, Caller person, SecretText device) {
    return broker
        .get(Transactions.class)
        .call(em -> broker.get(KnownDevices.class).find(em, device, person.id()))
        .isPresent();
  }

  /** It asks for no code: it would be a way round the second factor to what needs both. */
  @OnBothDatabases
  void attackWithAChangeInPlaceOfAFreshSignIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = Persons.signIn(broker, alice.username()).session();
    broker.clock().advance(Duration.ofMinutes(11));
    Session renewed = change(broker, session, OLD, FRESH).session();
    assertThat(renewed.authenticatedAt()).isEqualTo(session.authenticatedAt());
    assertThat(renewed.isFresh(broker.clock().instant(), Duration.ofMinutes(10))).isFalse();
  }

  @OnBothDatabases
  void theOldPasswordIsNeeded(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = Persons.signIn(broker, alice.username()).session();
    for (int i = 0; i < 6; i++) {
      refused(
          Refusal.CREDENTIALS_INVALID,
          () -> change(broker, session, new SecretText("wrong"), FRESH));
    }
    refused(Refusal.TOO_MANY, () -> change(broker, session, OLD, FRESH));
    assertThat(Persons.signIn(broker, alice.username())).isNotNull();
  }

  @OnBothDatabases
  void badPasswordsAreRefused(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = Persons.signIn(broker, alice.username()).session();
    for (String bad : new String[] {"", "14-characters.", alice.username() + "-and-more"}) {
      refusedField("password", () -> change(broker, session, OLD, new SecretText(bad)));
    }
    refusedField("password", () -> change(broker, session, OLD, OLD));
    assertThat(broker.get(Sessions.class).list(alice)).hasSize(1);
  }

  @OnBothDatabases
  void ofChangesAtOnceOneSucceeds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = Persons.signIn(broker, alice.username()).session();
    Race<Sessions.Begun> race =
        Race.of(
            4,
            number ->
                () ->
                    change(broker, session, OLD, new SecretText("canary-fresh-battery-" + number)));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).containsOnly(Refusal.CREDENTIALS_INVALID);
    assertThat(broker.get(Sessions.class).list(alice)).hasSize(1);
  }

  @OnBothDatabases
  void sessionThatHasEndedChangesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Sessions.Begun begun = Persons.signIn(broker, alice.username());
    broker.get(Sessions.class).end(begun.cookie());
    refused(Refusal.CREDENTIALS_INVALID, () -> change(broker, begun.session(), OLD, FRESH));
    assertThat(Persons.signIn(broker, alice.username())).isNotNull();
  }

  @OnBothDatabases
  void withLocalAccountsOffNothingIsChanged(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind, "aipassport.local-accounts", "false")) {
      Session session = SecondFactorsTest.sessionOf(broker, broker.claim()).session();
      refused(Refusal.FORBIDDEN, () -> change(broker, session, OLD, FRESH));
    }
  }

  @OnBothDatabases
  void whoHasNoPasswordCannotMakeOne(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller external = Persons.owner(broker);
    broker.execute("UPDATE person SET password_hash = '' WHERE id = ? ", external.id().value());
    Session session = SecondFactorsTest.sessionOf(broker, external).session();
    for (String old : new String[] {"", TestBroker.PASSWORD}) {
      refused(
          Refusal.CREDENTIALS_INVALID, () -> change(broker, session, new SecretText(old), FRESH));
      refused(
          Refusal.CREDENTIALS_INVALID,
          () ->
              broker
                  .get(SignIn.class)
                  .again(session, new SecretText(old), Optional.empty(), Persons.somewhere()));
    }
  }

  private static Sessions.Begun change(
      TestBroker broker, Session session, SecretText old, SecretText fresh) {
    return broker
        .get(Passwords.class)
        .change(session, old, fresh, Persons.somewhere(), Optional.empty())
        .begun();
  }
}
