package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.grants.PersonDisabling;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.Disguised;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.SecretText;

class PersonalTokensTest {
  @OnBothDatabases
  void aTokenSignsItsHolderIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    PersonalTokens.Issued issued = issue(broker, holder);
    assertThat(issued.token().reveal()).matches("aip_pat_[A-Za-z0-9_-]{43}");
    assertThat(tokens(broker).authenticate(issued.token()).caller()).isEqualTo(holder);
  }

  /** Enabled again they would hold a token that disabling them did not revoke. */
  @OnBothDatabases
  void attackWithARequestThatWasUnderWayWhenItsSenderWasDisabled(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    broker.get(PersonDisabling.class).disable(Persons.operator(broker), holder.id());
    refused(Refusal.CREDENTIALS_INVALID, () -> issue(broker, holder));
    assertThat(broker.count("personal_token WHERE person_id = ? ", holder.id().value())).isZero();
  }

  @OnBothDatabases
  void aLabelIsOneShortLine(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    for (String label : Disguised.labels()) {
      refusedField(
          "label", () -> tokens(broker).issue(Persons.script(holder), label, Optional.empty()));
    }
    assertThat(
            tokens(broker)
                .issue(Persons.script(holder), "x".repeat(100), Optional.empty())
                .view()
                .label())
        .hasSize(100);
    for (String honest : new String[] {"", "b\u00fcro \u2764\ufe0f", "\u05d1\u05d9\u05ea", "<b>"}) {
      assertThat(
              tokens(broker).issue(Persons.script(holder), honest, Optional.empty()).view().label())
          .isEqualTo(honest);
    }
  }

  /** Else whoever gets hold of a token for an hour keeps the account for good. */
  @OnBothDatabases
  void attackWithATokenThatOutlivesTheOneItWasMadeWith(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Duration hour = Duration.ofHours(1);
    Presented by = presented(broker, Persons.owner(broker), Optional.of(hour));
    for (Optional<Duration> asked :
        List.of(Optional.<Duration>empty(), Optional.of(hour.plusMillis(1)))) {
      PersonalTokens.Issued issued = tokens(broker).issue(by, "more", asked);
      assertThat(issued.view().expiresAt()).isEqualTo(by.end());
      assertThat(issued.capped()).isTrue();
      assertThat(tokens(broker).authenticate(issued.token()).end()).isEqualTo(by.end());
    }
    broker.clock().advance(hour);
    refused(Refusal.CREDENTIALS_INVALID, () -> tokens(broker).issue(by, "late", Optional.empty()));
    assertThat(tokens(broker).list(by.caller())).isEmpty();
  }

  @OnBothDatabases
  void whatEndsBeforeTheOneItWasMadeWithEndsAsAsked(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Duration hour = Duration.ofHours(1);
    Caller holder = Persons.owner(broker);
    Instant now = broker.clock().instant();
    for (Optional<Duration> own : List.of(Optional.<Duration>empty(), Optional.of(hour))) {
      Presented by = presented(broker, holder, own);
      PersonalTokens.Issued issued = tokens(broker).issue(by, "less", Optional.of(hour));
      assertThat(issued.view().expiresAt()).contains(now.plus(hour));
      assertThat(issued.capped()).isFalse();
    }
    Presented endless = presented(broker, holder, Optional.empty());
    assertThat(tokens(broker).issue(endless, "more", Optional.empty()).view().expiresAt())
        .isEmpty();
    Presented page = Presented.of(SecondFactorsTest.sessionOf(broker, holder).session());
    assertThat(tokens(broker).issue(page, "page", Optional.empty()).view().expiresAt()).isEmpty();
  }

  /**
   * Whoever ends all tokens and sessions, in a recovery for instance, must not leave one behind.
   */
  @OnBothDatabases
  void attackWithARequestThatWasUnderWayWhenItsCredentialWasEnded(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    Presented token = presented(broker, holder, Optional.empty());
    Sessions.Begun begun = SecondFactorsTest.sessionOf(broker, holder);
    Presented session = Presented.of(begun.session());
    tokens(broker).revoke(holder, token.id());
    broker.get(Sessions.class).end(begun.cookie());
    for (Presented ended : List.of(token, session)) {
      refused(Refusal.CREDENTIALS_INVALID, () -> tokens(broker).issue(ended, "", Optional.empty()));
    }
    assertThat(tokens(broker).list(holder)).isEmpty();
  }

  private static Presented presented(TestBroker broker, Caller holder, Optional<Duration> left) {
    return tokens(broker)
        .authenticate(tokens(broker).issue(Persons.script(holder), "first", left).token());
  }

  @OnBothDatabases
  void aTokenThatNobodyIssuedSignsNobodyIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    String good = issue(broker, Persons.owner(broker)).token().reveal();
    for (String bad :
        new String[] {
          OpaqueSecrets.next(PersonalTokens.PREFIX).reveal(),
          "",
          "aip_pat_",
          good + "A",
          good.substring(0, good.length() - 1),
          good.replace("aip_pat_", "aip_claim_"),
          good.substring(0, good.length() - 1) + "\0"
        }) {
      refused(Refusal.CREDENTIALS_INVALID, () -> tokens(broker).authenticate(new SecretText(bad)));
    }
  }

  @OnBothDatabases
  void itsHolderSeesItListedUntilItIsRevoked(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    PersonalTokens.Issued kept = issue(broker, holder);
    PersonalTokens.Issued ended = issue(broker, holder);
    assertThat(tokens(broker).list(holder)).containsExactlyInAnyOrder(kept.view(), ended.view());
    tokens(broker).revoke(holder, ended.view().id());
    assertThat(tokens(broker).list(holder)).containsExactly(kept.view());
    refused(Refusal.CREDENTIALS_INVALID, () -> tokens(broker).authenticate(ended.token()));
    assertThat(tokens(broker).authenticate(kept.token()).caller()).isEqualTo(holder);
  }

  @OnBothDatabases
  void aTokenIsRevokedOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    String id = issue(broker, holder).view().id();
    tokens(broker).revoke(holder, id);
    refused(Refusal.NOT_FOUND, () -> tokens(broker).revoke(holder, id));
    assertThat(TestGrants.events(broker, id))
        .containsExactlyInAnyOrder("personal_token.issued", "personal_token.revoked");
  }

  @OnBothDatabases
  void aTokenEndsAtItsExpiry(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    PersonalTokens.Issued issued =
        tokens(broker).issue(Persons.script(holder), "short", Optional.of(Duration.ofMinutes(5)));
    broker.clock().advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(tokens(broker).authenticate(issued.token()).caller()).isEqualTo(holder);
    broker.clock().advance(Duration.ofMillis(1));
    refused(Refusal.CREDENTIALS_INVALID, () -> tokens(broker).authenticate(issued.token()));
    assertThat(tokens(broker).list(holder)).isEmpty();
  }

  @OnBothDatabases
  void anotherPersonsTokenIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    Caller mallory = Persons.owner(broker);
    PersonalTokens.Issued issued = issue(broker, holder);
    refused(Refusal.NOT_FOUND, () -> tokens(broker).revoke(mallory, issued.view().id()));
    assertThat(tokens(broker).list(mallory)).isEmpty();
    assertThat(tokens(broker).authenticate(issued.token()).caller()).isEqualTo(holder);
  }

  @OnBothDatabases
  void whatIsNoIdIsNotFound(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    String id = issue(broker, holder).view().id();
    for (String odd : new String[] {"", "\0", id + " ", id + "\0", "x".repeat(10_000)}) {
      refused(Refusal.NOT_FOUND, () -> tokens(broker).revoke(holder, odd));
    }
  }

  @OnBothDatabases
  void theTokensOfADisabledPersonSignNobodyIn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    SecretText token = issue(broker, holder).token();
    broker.execute("UPDATE person SET disabled_at = 1 WHERE id = ? ", holder.id().value());
    refused(Refusal.CREDENTIALS_INVALID, () -> tokens(broker).authenticate(token));
  }

  @OnBothDatabases
  void aPersonHoldsAtMostAHundred(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller holder = Persons.owner(broker);
    for (int i = 0; i < 100; i++) {
      issue(broker, holder);
    }
    refused(Refusal.WRONG_STATE, () -> issue(broker, holder));
    tokens(broker).revoke(holder, tokens(broker).list(holder).get(0).id());
    assertThat(issue(broker, holder).view().id()).isNotEmpty();
  }

  @OnBothDatabases
  void theDatabaseKeepsItsDigestOnly(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    PersonalTokens.Issued issued = issue(broker, Persons.owner(broker));
    assertThat(
            (byte[])
                broker
                    .sql("SELECT digest FROM personal_token WHERE id = ? ", issued.view().id())
                    .get(0)
                    .get(0))
        .isEqualTo(OpaqueSecrets.digest(issued.token()));
    assertThat(broker.dump()).doesNotContain(issued.token().reveal().substring(8));
  }

  private static PersonalTokens.Issued issue(TestBroker broker, Caller holder) {
    return tokens(broker).issue(Persons.script(holder), "script", Optional.empty());
  }

  private static PersonalTokens tokens(TestBroker broker) {
    return broker.get(PersonalTokens.class);
  }
}
