package org.aipassport.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;

class SignOutElsewhereTest {
  @OnBothDatabases
  void allOtherBrowsersOfThatPersonAreSignedOut(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller alice = Persons.signable(broker);
    Sessions.Begun other = Persons.signIn(broker, alice.username());
    Sessions.Begun kept = Persons.signIn(broker, alice.username());
    Sessions.Begun another = Persons.signIn(broker, alice.username());
    Sessions.Begun bobs = Persons.signIn(broker, Persons.signable(broker).username());
    Sessions sessions = broker.get(Sessions.class);
    assertThat(sessions.endOthers(kept.session())).isEqualTo(2);
    assertThat(sessions.find(other.cookie())).isEmpty();
    assertThat(sessions.find(another.cookie())).isEmpty();
    assertThat(sessions.find(kept.cookie())).isPresent();
    assertThat(sessions.find(bobs.cookie())).isPresent();
    assertThat(
            broker.sql(
                "SELECT type FROM audit_event WHERE subject = ? AND type LIKE '%elsewhere'",
                alice.id().value()))
        .containsExactly(List.of("person.signed_out_elsewhere"));
    assertThat(sessions.endOthers(kept.session())).isZero();
  }
}
