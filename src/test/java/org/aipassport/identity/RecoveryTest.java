package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.Logged;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final SecretText FRESH = new SecretText("canary-another-battery-horse");

  @OnBothDatabases
  void lostOperatorGetsBackIn(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind, "aipassport.local-accounts", "false")) {
      Caller alice = broker.claim();
      Sessions.Begun old = SecondFactorsTest.sessionOf(broker, alice);
      SecondFactorsTest.enrol(broker, alice);
      broker.execute("UPDATE person SET roles = 'OWNER', disabled_at = 1");
      SecretText secret = offered(broker, "ALICE\nand more\n");
      assertThat(broker.settings().dataDir().resolve("recover")).doesNotExist();
      Sessions.Begun begun = redeem(broker, secret, "alice");
      Session session = broker.get(Sessions.class).find(begun.cookie()).orElseThrow();
      assertThat(session.caller().roles()).isEqualTo(Set.of(Role.OWNER, Role.OPERATOR));
      assertThat(session.caller().id()).isEqualTo(alice.id());
      assertThat(broker.get(SecondFactors.class).isActive(alice)).isFalse();
      assertThat(broker.get(SecondFactors.class).recoveryCodesLeft(alice)).isZero();
      assertThat(broker.get(Sessions.class).find(old.cookie())).isEmpty();
      assertThat(secretFile(broker)).doesNotExist();
      assertThat(
              broker.sql(
                  "SELECT type, subject FROM audit_event WHERE type LIKE 'recovery.%'"
                      + " ORDER BY type"))
          .containsExactly(
              List.of("recovery.offered", alice.id().value()),
              List.of("recovery.used", alice.id().value()));
      assertThat(broker.dump()).doesNotContain(secret.reveal(), FRESH.reveal());
    }
  }

  @OnBothDatabases
  void attackWithAPersonalTokenMadeBeforeTheRecovery(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller alice = broker.claim();
      Caller bob = Persons.owner(broker);
      PersonalTokens tokens = broker.get(PersonalTokens.class);
      SecretText thiefs = tokens.issue(Persons.script(alice), "mine now", Optional.empty()).token();
      SecretText others = tokens.issue(Persons.script(bob), "script", Optional.empty()).token();
      Presented underWay = tokens.authenticate(thiefs);
      int held = tokens.list(alice).size();
      Sessions.Begun unused = SecondFactorsTest.sessionOf(broker, alice);
      redeem(broker, offered(broker, "alice"), "alice");
      refused(Refusal.CREDENTIALS_INVALID, () -> tokens.authenticate(thiefs));
      refused(Refusal.CREDENTIALS_INVALID, () -> tokens.issue(underWay, "again", Optional.empty()));
      assertThat(tokens.list(alice)).isEmpty();
      assertThat(tokens.authenticate(others).caller()).isEqualTo(bob);
      assertThat(event(broker, "recovery.used"))
          .contains("\"tokens_revoked\":\"" + held + "\"", "\"sessions_ended\":\"1\"");
    }
  }

  @OnBothDatabases
  void theNewPasswordHoldsAndTheOldOneDoesNot(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      Sessions.Begun unused = redeem(broker, offered(broker, "alice"), "alice");
      refused(Refusal.CREDENTIALS_INVALID, () -> Persons.signIn(broker, "alice"));
      assertThat(
              broker
                  .get(SignIn.class)
                  .withPassword(new SignIn.Attempt("alice", FRESH, HERE, "Test", Optional.empty())))
          .isInstanceOf(SignIn.Done.class);
    }
  }

  @OnBothDatabases
  void ofFiftyRedemptionsAtOnceOneSucceeds(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      SecretText secret = offered(broker, "alice");
      Race<Sessions.Begun> race = Race.of(50, number -> () -> redeem(broker, secret, "alice"));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).containsOnly(Refusal.CREDENTIALS_INVALID, Refusal.TOO_MANY);
      assertThat(broker.count("audit_event WHERE type = 'recovery.used'")).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void theSecretIsForOnePersonAndHalfAnHour(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      Persons.signable(broker, "bob", Role.OWNER);
      SecretText secret = offered(broker, "alice");
      refused(Refusal.CREDENTIALS_INVALID, () -> redeem(broker, secret, "bob"));
      refused(
          Refusal.CREDENTIALS_INVALID,
          () -> redeem(broker, OpaqueSecrets.next("aip_recover_"), "alice"));
      refusedField(
          "password",
          () ->
              broker
                  .get(Recovery.class)
                  .redeem(secret, "alice", new SecretText("short"), HERE, "Test"));
      broker.clock().advance(Duration.ofMinutes(30));
      refused(Refusal.CREDENTIALS_INVALID, () -> redeem(broker, secret, "alice"));
      broker.get(Recovery.class).look();
      assertThat(secretFile(broker)).doesNotExist();
    }
  }

  @OnBothDatabases
  void guessingTheSecretIsSlowedDown(Databases.Kind kind) throws IOException {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.claim();
      SecretText secret = offered(broker, "alice");
      for (int i = 0; i < 21; i++) {
        refused(
            Refusal.CREDENTIALS_INVALID,
            () -> redeem(broker, OpaqueSecrets.next("aip_recover_"), "alice"));
      }
      assertThat(refused(Refusal.TOO_MANY, () -> redeem(broker, secret, "alice")).retryAfter())
          .contains(Duration.ofSeconds(1));
      broker.clock().advance(Duration.ofSeconds(1));
      assertThat(redeem(broker, secret, "alice").session().caller().username()).isEqualTo("alice");
    }
  }

  @Test
  void theSecretIsPrivateAndNotInTheLog() throws IOException {
    try (TestBroker broker = TestBroker.start(Databases.Kind.DERBY)) {
      broker.claim();
      SecretText secret = offered(broker, "alice");
      assertThat(secret.reveal()).matches("aip_recover_[A-Za-z0-9_-]{43}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secretFile(broker))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aRestartEndsTheOffer() throws IOException {
    TestBroker first = TestBroker.start(Databases.Kind.DERBY);
    first.claim();
    SecretText secret = offered(first, "alice");
    try (TestBroker second = first.restart()) {
      assertThat(secretFile(second)).doesNotExist();
      refused(Refusal.CREDENTIALS_INVALID, () -> redeem(second, secret, "alice"));
    }
  }

  @Test
  void theFileIsHeededAtTheStartToo() throws IOException {
    TestBroker first = TestBroker.start(Databases.Kind.DERBY);
    first.claim();
    Path data = first.settings().dataDir();
    first.close();
    Files.writeString(data.resolve("recover"), "alice");
    try (TestBroker second = first.beside()) {
      assertThat(secretFile(second)).exists();
    }
  }

  @Test
  void unknownPersonIsToldInTheLogOnly() throws IOException {
    try (TestBroker broker = TestBroker.start(Databases.Kind.DERBY);
        Logged log = new Logged(Recovery.class)) {
      broker.claim();
      for (String content : new String[] {"bob", "", "\0", "a b", "x".repeat(5_000)}) {
        write(broker, content);
        broker.get(Recovery.class).look();
        assertThat(secretFile(broker)).doesNotExist();
        assertThat(broker.settings().dataDir().resolve("recover")).doesNotExist();
      }
      assertThat(log.records()).hasSize(5);
    }
  }

  @Test
  void linkIsNotHeeded() throws IOException {
    notHeeded(
        "regular",
        file -> {
          Path target = Files.writeString(file.resolveSibling("target"), "alice");
          Files.createSymbolicLink(file, target);
        });
  }

  @Test
  void hardLinkIsNotHeeded() throws IOException {
    notHeeded(
        "hard link",
        file -> Files.createLink(file, Files.writeString(file.resolveSibling("target"), "alice")));
  }

  @Test
  void directoryIsNotHeeded() throws IOException {
    notHeeded("regular", Files::createDirectory);
  }

  @Test
  void fileThatOthersMayWriteIsNotHeeded() throws IOException {
    for (String mode : new String[] {"rw-rw-rw-", "rw-rw----", "rw-----w-"}) {
      notHeeded(
          "others",
          file -> {
            Files.writeString(file, "alice");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
          });
    }
  }

  @Test
  void fileOfAnotherUserIsNotHeeded() throws IOException {
    Path probe = Files.createTempFile("probe", "");
    try {
      assumeThat((Integer) Files.getAttribute(probe, "unix:uid")).as("only root can").isZero();
    } finally {
      Files.delete(probe);
    }
    notHeeded(
        "another user",
        file -> Files.setAttribute(Files.writeString(file, "alice"), "unix:uid", 65_534));
  }

  private interface Making {
    void make(Path file) throws IOException;
  }

  private static void notHeeded(String why, Making making) throws IOException {
    try (TestBroker broker = TestBroker.start(Databases.Kind.DERBY);
        Logged log = new Logged(Recovery.class)) {
      broker.claim();
      making.make(broker.settings().dataDir().resolve("recover"));
      broker.get(Recovery.class).look();
      broker.get(Recovery.class).look();
      assertThat(secretFile(broker)).doesNotExist();
      assertThat(broker.count("audit_event WHERE type = 'recovery.offered'")).isZero();
      assertThat(log.records())
          .singleElement()
          .satisfies(record -> assertThat(String.valueOf(record.getParameters()[0])).contains(why));
    }
  }

  private static String event(TestBroker broker, String type) {
    return new String(
        (byte[])
            broker.sql("SELECT canonical FROM audit_event WHERE type = ? ", type).get(0).get(0),
        StandardCharsets.UTF_8);
  }

  private static SecretText offered(TestBroker broker, String content) throws IOException {
    write(broker, content);
    broker.get(Recovery.class).look();
    return new SecretText(Files.readString(secretFile(broker)).strip());
  }

  private static void write(TestBroker broker, String content) throws IOException {
    Files.writeString(broker.settings().dataDir().resolve("recover"), content);
  }

  private static Path secretFile(TestBroker broker) {
    return broker.settings().dataDir().resolve("recover-secret");
  }

  private static Sessions.Begun redeem(TestBroker broker, SecretText secret, String username) {
    return broker.get(Recovery.class).redeem(secret, username, FRESH, HERE, "Test");
  }
}
