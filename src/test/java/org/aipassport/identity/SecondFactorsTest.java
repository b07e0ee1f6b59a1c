package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.crypto.SealBrokenException;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Authenticator;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.SecretText;

class SecondFactorsTest {
  private static final SecretText PASSWORD = new SecretText(TestBroker.PASSWORD);

  /** A person's authenticator and recovery codes. */
  record Enrolled(Authenticator app, List<SecretText> recoveryCodes) {}

  @OnBothDatabases
  void whoHasOneNeedsItToSignIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolled enrolled = enrol(broker, alice);
    assertThat(factors(broker).isActive(alice)).isTrue();
    SecretText ticket = ticket(broker, alice);
    later(broker);
    String code = enrolled.app().code(broker.clock().instant());
    SignIn.Done done = complete(broker, ticket, code);
    assertThat(done.begun().session().caller()).isEqualTo(alice);
    refused(Refusal.NOT_FOUND, () -> complete(broker, ticket, code));
  }

  @OnBothDatabases
  void beforeItIsConfirmedItProtectsNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolment first = factors(broker).begin(alice);
    Enrolment second = factors(broker).begin(alice);
    assertThat(first.secretBase32()).isNotEqualTo(second.secretBase32());
    assertThat(factors(broker).isActive(alice)).isFalse();
    assertThat(Persons.signIn(broker, alice.username())).isNotNull();
    String old = new Authenticator(first.secretBase32().reveal()).code(broker.clock().instant());
    refusedField("code", () -> factors(broker).confirm(alice, old));
    String right = new Authenticator(second.secretBase32().reveal()).code(broker.clock().instant());
    assertThat(factors(broker).confirm(alice, right)).hasSize(10);
    refused(Refusal.WRONG_STATE, () -> factors(broker).confirm(alice, right));
    refused(Refusal.WRONG_STATE, () -> factors(broker).begin(alice));
  }

  @OnBothDatabases
  void whoWasShownTheSecretSeesItAgainUntilItIsConfirmed(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller bob = Persons.signable(broker);
    Enrolment replaced = factors(broker).begin(alice);
    Enrolment begun = factors(broker).begin(alice);
    Enrolment bobs = factors(broker).begin(bob);
    assertThat(factors(broker).begun(alice, begun.handle())).contains(begun);
    assertThat(factors(broker).begun(alice, replaced.handle())).isEmpty();
    assertThat(factors(broker).begun(alice, bobs.handle())).isEmpty();
    assertThat(factors(broker).begun(alice, new SecretText(""))).isEmpty();
    String code = new Authenticator(begun.secretBase32().reveal()).code(broker.clock().instant());
    assertThat(factors(broker).confirm(alice, code)).hasSize(10);
    assertThat(factors(broker).begun(alice, begun.handle())).isEmpty();
  }

  @OnBothDatabases
  void appsGetTheSecretByUri(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker, "a@b-" + System.nanoTime(), Role.OWNER);
    Enrolment begun = factors(broker).begin(alice);
    assertThat(begun.secretBase32().reveal()).matches("[A-Z2-7]{32}");
    assertThat(begun.uri().reveal())
        .isEqualTo(
            "otpauth://totp/AIPassport:"
                + alice.username().replace("@", "%40")
                + "?secret="
                + begun.secretBase32().reveal()
                + "&issuer=AIPassport&algorithm=SHA1&digits=6&period=30");
  }

  @OnBothDatabases
  void aCodeIsAcceptedOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolled enrolled = enrol(broker, alice);
    String used = enrolled.app().code(broker.clock().instant());
    SecretText ticket = ticket(broker, alice);
    refused(Refusal.CREDENTIALS_INVALID, () -> complete(broker, ticket, used));
    later(broker);
    String code = enrolled.app().code(broker.clock().instant());
    assertThat(complete(broker, ticket, code)).isNotNull();
    SecretText another = ticket(broker, alice);
    refused(Refusal.CREDENTIALS_INVALID, () -> complete(broker, another, code));
  }

  @OnBothDatabases
  void ofFiftyUsesOfOneCodeAtOnceOneSucceeds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolled enrolled = enrol(broker, alice);
    later(broker);
    oneOfFifty(broker, alice, enrolled.app().code(broker.clock().instant()));
    oneOfFifty(broker, alice, enrolled.recoveryCodes().get(0).reveal());
    assertThat(factors(broker).recoveryCodesLeft(alice)).isEqualTo(9);
  }

  @OnBothDatabases
  void ofTwentyGuessesAtOnceAFewAreEvaluated(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolled enrolled = enrol(broker, alice);
    later(broker);
    SecretText ticket = ticket(broker, alice);
    Race<SignIn.Done> race =
        Race.of(20, number -> () -> complete(broker, ticket, "guess " + number));
    assertThat(race.done()).isEmpty();
    assertThat(race.reasons()).contains(Refusal.TOO_MANY, Refusal.CREDENTIALS_INVALID);
    assertThat(race.refused())
        .filteredOn(refusal -> refusal.reason() == Refusal.CREDENTIALS_INVALID)
        .hasSizeLessThanOrEqualTo(6);
    String right = enrolled.app().code(broker.clock().instant());
    refused(Refusal.TOO_MANY, () -> complete(broker, ticket, right));
  }

  @OnBothDatabases
  void guessesAtTheCodeThatConfirmsAreSlowedDown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolment begun = factors(broker).begin(alice);
    for (int i = 0; i < 6; i++) {
      refusedField("code", () -> factors(broker).confirm(alice, "guess"));
    }
    String right = new Authenticator(begun.secretBase32().reveal()).code(broker.clock().instant());
    refused(Refusal.TOO_MANY, () -> factors(broker).confirm(alice, right));
  }

  /** Without the delay, which would let few of them come that far. */
  private static void oneOfFifty(TestBroker broker, Caller person, String code) {
    Race<Boolean> race =
        Race.of(
            50,
            number ->
                () ->
                    broker
                        .get(Transactions.class)
                        .call(em -> broker.get(CodeCheck.class).accept(em, person, code)));
    assertThat(race.done()).hasSize(50).containsOnlyOnce(true);
  }

  @OnBothDatabases
  void ofTwoSignInsWithOneTicketOneSucceeds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolled enrolled = enrol(broker, alice);
    SecretText ticket = ticket(broker, alice);
    Race<SignIn.Done> race =
        Race.of(
            4,
            number ->
                () -> complete(broker, ticket, enrolled.recoveryCodes().get(number).reveal()));
    assertThat(race.done()).hasSize(1);
    assertThat(race.reasons()).containsOnly(Refusal.NOT_FOUND);
    assertThat(factors(broker).recoveryCodesLeft(alice)).as("the others keep theirs").isEqualTo(9);
  }

  @OnBothDatabases
  void recoveryCodesSignInOnceEach(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    List<SecretText> codes = enrol(broker, alice).recoveryCodes();
    assertThat(codes).hasSize(10).doesNotHaveDuplicates();
    String typed = codes.get(3).reveal().toLowerCase(Locale.ROOT).replace("-", " ");
    assertThat(complete(broker, ticket(broker, alice), typed)).isNotNull();
    assertThat(factors(broker).recoveryCodesLeft(alice)).isEqualTo(9);
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> complete(broker, ticket(broker, alice), codes.get(3).reveal()));
    assertThat(
            broker.count(
                "audit_event WHERE type = 'recovery_code.used' AND subject = ? ",
                alice.id().value()))
        .isEqualTo(1);
  }

  @OnBothDatabases
  void recoveryCodesAreNobodyElses(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller mallory = Persons.signable(broker);
    SecretText code = enrol(broker, mallory).recoveryCodes().get(0);
    enrol(broker, alice);
    refused(
        Refusal.CREDENTIALS_INVALID, () -> complete(broker, ticket(broker, alice), code.reveal()));
    assertThat(factors(broker).recoveryCodesLeft(mallory)).isEqualTo(10);
  }

  @OnBothDatabases
  void guessedCodesAreSlowedDownThoughThePasswordIsRight(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolled enrolled = enrol(broker, alice);
    int evaluated = 0;
    for (int i = 0; i < 20; i++) {
      try {
        SecretText ticket = ticket(broker, alice);
        complete(broker, ticket, "000000");
      } catch (RefusalException e) {
        evaluated += e.reason() == Refusal.CREDENTIALS_INVALID ? 1 : 0;
      }
    }
    assertThat(evaluated).isBetween(1, 6);
    broker.clock().advance(Duration.ofHours(1));
    SecretText ticket = ticket(broker, alice);
    assertThat(complete(broker, ticket, enrolled.app().code(broker.clock().instant()))).isNotNull();
  }

  @OnBothDatabases
  void whoKnowsThePasswordCannotKeepTheOwnerFromTheirKnownBrowser(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SecretText device = signIn(broker, alice, Optional.empty()).device();
    Enrolled enrolled = enrol(broker, alice);
    List<SecretText> tickets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tickets.add(ticket(broker, alice));
    }
    for (int i = 0; i < 10; i++) {
      SecretText ticket = tickets.get(i % 5);
      try {
        complete(broker, ticket, "000000");
      } catch (RefusalException e) {
        // as often as it goes
      }
    }
    SignIn.Outcome outcome = attempt(broker, alice, Optional.of(device));
    SecretText own = ((SignIn.SecondFactorNeeded) outcome).ticket();
    later(broker);
    assertThat(complete(broker, own, enrolled.app().code(broker.clock().instant()))).isNotNull();
  }

  @OnBothDatabases
  void ticketsEndAfterFiveMinutesAndWithThePassword(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Sessions.Begun begun = sessionOf(broker, alice);
    List<SecretText> codes = enrol(broker, alice).recoveryCodes();
    SecretText late = ticket(broker, alice);
    broker.clock().advance(Duration.ofMinutes(5));
    refused(Refusal.NOT_FOUND, () -> complete(broker, late, codes.get(0).reveal()));
    SecretText old = ticket(broker, alice);
    Passwords.Changed unused =
        broker
            .get(Passwords.class)
            .change(
                begun.session(),
                PASSWORD,
                new SecretText("canary-a-new-battery-staple"),
                Persons.somewhere(),
                Optional.empty());
    refused(Refusal.NOT_FOUND, () -> complete(broker, old, codes.get(0).reveal()));
    refused(
        Refusal.NOT_FOUND,
        () -> complete(broker, OpaqueSecrets.next("aip_sit_"), codes.get(0).reveal()));
    refused(Refusal.NOT_FOUND, () -> complete(broker, new SecretText(""), "000000"));
  }

  @OnBothDatabases
  void ticketOfTheDisabledLeadsNowhere(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SecretText code = enrol(broker, alice).recoveryCodes().get(0);
    SecretText ticket = ticket(broker, alice);
    broker.execute("UPDATE person SET disabled_at = 1 WHERE id = ? ", alice.id().value());
    refused(Refusal.NOT_FOUND, () -> complete(broker, ticket, code.reveal()));
  }

  @OnBothDatabases
  void removalTakesThePasswordAndACode(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Session session = sessionOf(broker, alice).session();
    refused(
        Refusal.WRONG_STATE,
        () -> factors(broker).remove(session, PASSWORD, "000000", Persons.somewhere()));
    List<SecretText> codes = enrol(broker, alice).recoveryCodes();
    refused(
        Refusal.CREDENTIALS_INVALID,
        () ->
            factors(broker)
                .remove(
                    session, new SecretText("wrong"), codes.get(0).reveal(), Persons.somewhere()));
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> factors(broker).remove(session, PASSWORD, "000000", Persons.somewhere()));
    assertThat(factors(broker).recoveryCodesLeft(alice)).isEqualTo(10);
    factors(broker).remove(session, PASSWORD, codes.get(0).reveal(), Persons.somewhere());
    assertThat(factors(broker).isActive(alice)).isFalse();
    assertThat(factors(broker).recoveryCodesLeft(alice)).isZero();
    assertThat(Persons.signIn(broker, alice.username())).isNotNull();
  }

  @OnBothDatabases
  void secretMovedToSomebodyElseDoesNotOpen(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Caller mallory = Persons.signable(broker);
    enrol(broker, alice);
    Enrolled own = enrol(broker, mallory);
    broker.execute(
        "UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor WHERE person_id = ?)"
            + " WHERE person_id = ?",
        mallory.id().value(),
        alice.id().value());
    later(broker);
    SecretText ticket = ticket(broker, alice);
    assertThatThrownBy(() -> complete(broker, ticket, own.app().code(broker.clock().instant())))
        .isInstanceOf(SealBrokenException.class);
  }

  @OnBothDatabases
  void whoHasNoPasswordHereHasNoSecondFactorHere(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller external = Persons.owner(broker);
    broker.execute("UPDATE person SET password_hash = '' WHERE id = ? ", external.id().value());
    refused(Refusal.WRONG_STATE, () -> factors(broker).begin(external));
  }

  @OnBothDatabases
  void nothingOfItLiesInTheDatabase(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Enrolment begun = factors(broker).begin(alice);
    Authenticator app = new Authenticator(begun.secretBase32().reveal());
    List<SecretText> codes = factors(broker).confirm(alice, app.code(broker.clock().instant()));
    SecretText ticket = ticket(broker, alice);
    String dump = broker.dump();
    assertThat(dump).doesNotContain(begun.secretBase32().reveal(), ticket.reveal().substring(8));
    codes.forEach(
        code -> assertThat(dump).doesNotContain(code.reveal(), code.reveal().replace("-", "")));
  }

  static Enrolled enrol(TestBroker broker, Caller person) {
    Authenticator app = new Authenticator(factors(broker).begin(person).secretBase32().reveal());
    List<SecretText> codes = factors(broker).confirm(person, app.code(broker.clock().instant()));
    return new Enrolled(app, codes);
  }

  static Sessions.Begun sessionOf(TestBroker broker, Caller person) {
    return broker
        .get(Transactions.class)
        .call(
            em ->
                broker
                    .get(Sessions.class)
                    .begin(
                        em,
                        person,
                        SignInProof.justNow(SignInMethod.PASSWORD),
                        "127.0.0.1",
                        "Test"));
  }

  static SecretText ticket(TestBroker broker, Caller person) {
    return ((SignIn.SecondFactorNeeded) attempt(broker, person, Optional.empty())).ticket();
  }

  private static SignIn.Done signIn(TestBroker broker, Caller person, Optional<SecretText> device) {
    return (SignIn.Done) attempt(broker, person, device);
  }

  private static SignIn.Outcome attempt(
      TestBroker broker, Caller person, Optional<SecretText> device) {
    return broker
        .get(SignIn.class)
        .withPassword(
            new SignIn.Attempt(person.username(), PASSWORD, Persons.somewhere(), "Test", device));
  }

  private static SignIn.Done complete(TestBroker broker, SecretText ticket, String code) {
    return broker.get(SignIn.class).withSecondFactor(ticket, code, Persons.somewhere(), "Test");
  }

  private static void later(TestBroker broker) {
    broker.clock().advance(Duration.ofSeconds(30));
  }

  private static SecondFactors factors(TestBroker broker) {
    return broker.get(SecondFactors.class);
  }
}
