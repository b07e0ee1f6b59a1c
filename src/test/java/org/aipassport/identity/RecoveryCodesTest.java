package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.values.SecretText;

class RecoveryCodesTest {
  private static final SecretText PASSWORD = new SecretText(TestBroker.PASSWORD);

  @OnBothDatabases
  void newRecoveryCodesTakeThePlaceOfTheOld(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    SecondFactorsTest.Enrolled enrolled = SecondFactorsTest.enrol(broker, alice);
    String first = enrolled.recoveryCodes().get(0).reveal();
    String second = enrolled.recoveryCodes().get(1).reveal();
    Session session = session(broker, alice, first);
    List<SecretText> fresh = renew(broker, session, PASSWORD, second);
    assertThat(fresh).hasSize(10).doesNotContainAnyElementsOf(enrolled.recoveryCodes());
    assertThat(factors(broker).recoveryCodesLeft(alice)).isEqualTo(10);
    String old = enrolled.recoveryCodes().get(2).reveal();
    refused(Refusal.CREDENTIALS_INVALID, () -> complete(broker, alice, old));
    assertThat(complete(broker, alice, fresh.get(0).reveal())).isNotNull();
    assertThat(factors(broker).recoveryCodesLeft(alice)).isEqualTo(9);
  }

  @OnBothDatabases
  void recoveryCodesAreRenewedForWhoHasPasswordAndCodeOnly(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    refused(
        Refusal.WRONG_STATE,
        () -> renew(broker, Persons.signIn(broker, alice.username()).session(), PASSWORD, "1"));
    SecondFactorsTest.Enrolled enrolled = SecondFactorsTest.enrol(broker, alice);
    Session session = session(broker, alice, enrolled.recoveryCodes().get(0).reveal());
    String code = enrolled.recoveryCodes().get(1).reveal();
    refused(
        Refusal.CREDENTIALS_INVALID,
        () -> renew(broker, session, new SecretText("another password"), code));
    refused(Refusal.CREDENTIALS_INVALID, () -> renew(broker, session, PASSWORD, "no such code"));
    assertThat(factors(broker).recoveryCodesLeft(alice)).isEqualTo(9);
  }

  private static Session session(TestBroker broker, Caller person, String code) {
    return complete(broker, person, code).begun().session();
  }

  private static List<SecretText> renew(
      TestBroker broker, Session session, SecretText password, String code) {
    return factors(broker).renewRecoveryCodes(session, password, code, Persons.somewhere());
  }

  private static SignIn.Done complete(TestBroker broker, Caller person, String code) {
    SecretText ticket = SecondFactorsTest.ticket(broker, person);
    return broker.get(SignIn.class).withSecondFactor(ticket, code, Persons.somewhere(), "Test");
  }

  private static SecondFactors factors(TestBroker broker) {
    return broker.get(SecondFactors.class);
  }
}
