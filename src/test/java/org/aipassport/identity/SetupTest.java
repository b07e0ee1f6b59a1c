package org.aipassport.identity;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class SetupTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @OnBothDatabases
  void oneOfFiftyClaimsAtOnceSucceeds(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      SecretText secret = broker.setupSecret();
      Race<Setup.Claimed> race =
          Race.of(50, number -> () -> claim(broker, secret, "owner" + number));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).hasSize(49).containsOnly(Refusal.NOT_FOUND);
      assertThat(broker.count("person")).isEqualTo(1);
      assertThat(broker.count("account")).isEqualTo(1);
      assertThat(broker.count("personal_token")).isEqualTo(1);
      assertThat(broker.count("audit_event WHERE type = 'broker.claimed'")).isEqualTo(1);
    }
  }

  @Test
  void ofTwoInstancesThatAreClaimedAtOnceOneSucceeds() {
    try (TestBroker one = TestBroker.start(Databases.Kind.POSTGRESQL);
        TestBroker other = one.beside("aipassport.data-dir", copyOfKey(one))) {
      List<SecretText> secrets = List.of(one.setupSecret(), other.setupSecret());
      Race<Setup.Claimed> race =
          Race.of(
              2,
              number ->
                  () -> claim(number == 0 ? one : other, secrets.get(number), "owner" + number));
      assertThat(race.done()).hasSize(1);
      assertThat(race.reasons()).containsExactly(Refusal.NOT_FOUND);
      assertThat(one.count("person")).isEqualTo(1);
      assertThat(one.count("account")).isEqualTo(1);
    }
  }

  @OnBothDatabases
  void whoClaimsIsOwnerAndOperatorAndHoldsAToken(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Setup.Claimed claimed = claim(broker, broker.setupSecret(), "Alice");
      assertThat(claimed.owner().username()).isEqualTo("Alice");
      assertThat(claimed.owner().roles()).isEqualTo(Set.of(Role.OWNER, Role.OPERATOR));
      assertThat(
              broker.get(PersonalTokens.class).authenticate(claimed.personalAccessToken()).caller())
          .isEqualTo(claimed.owner());
    }
  }

  @OnBothDatabases
  void aRestartReopensNothing(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    SecretText secret = first.setupSecret();
    Setup.Claimed claimed = first.claimed();
    try (TestBroker second = first.restart()) {
      assertThat(secretFile(second)).doesNotExist();
      refused(Refusal.NOT_FOUND, () -> claim(second, secret, "mallory"));
      assertThat(
              second.get(PersonalTokens.class).authenticate(claimed.personalAccessToken()).caller())
          .isEqualTo(claimed.owner());
    }
  }

  @OnBothDatabases
  void eachStartBeforeTheClaimHasANewSecret(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    SecretText old = first.setupSecret();
    try (TestBroker second = first.restart()) {
      refused(Refusal.FORBIDDEN, () -> claim(second, old, "mallory"));
      assertThat(second.claim().username()).isEqualTo("alice");
    }
  }

  @OnBothDatabases
  void theSecretExpires(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.clock().advance(Duration.ofMinutes(30));
      refused(Refusal.FORBIDDEN, () -> broker.claim());
      assertThat(broker.count("person")).isZero();
    }
  }

  @OnBothDatabases
  void theSecretIsGoodToItsLastSecond(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      broker.clock().advance(Duration.ofMinutes(30).minusSeconds(1));
      assertThat(broker.claim().username()).isEqualTo("alice");
    }
  }

  @OnBothDatabases
  void badClaimsAreRefusedAndSpendNothing(Databases.Kind kind) throws Exception {
    try (TestBroker broker = TestBroker.start(kind)) {
      SecretText secret = broker.setupSecret();
      refused(Refusal.FORBIDDEN, () -> claim(broker, new SecretText("aip_setup_guess"), "mallory"));
      refused(Refusal.FORBIDDEN, () -> claim(broker, new SecretText(""), "mallory"));
      Setup setup = broker.get(Setup.class);
      SecretText password = new SecretText(TestBroker.PASSWORD);
      for (String elsewhere : new String[] {"192.0.2.1", "10.0.0.1", "2001:db8::1"}) {
        refused(
            Refusal.FORBIDDEN,
            () -> setup.claim(InetAddress.getByName(elsewhere), secret, "mallory", password));
      }
      for (String username : new String[] {"", " ", "-a", "a b", "a\0", "ä", "a".repeat(65)}) {
        refusedField("username", () -> setup.claim(HERE, secret, username, password));
      }
      for (String bad :
          new String[] {"", "14-characters.", "alice-alice-alice", "\uD800".repeat(20)}) {
        refusedField("password", () -> setup.claim(HERE, secret, "alice", new SecretText(bad)));
      }
      assertThat(broker.count("person")).isZero();
      assertThat(broker.claim().username()).isEqualTo("alice");
    }
  }

  @OnBothDatabases
  void theOperatorMayAllowOtherAddresses(Databases.Kind kind) throws Exception {
    try (TestBroker broker =
        TestBroker.start(kind, "aipassport.setup.allow-from", "192.0.2.0/24")) {
      refused(Refusal.FORBIDDEN, () -> claim(broker, broker.setupSecret(), "mallory"));
      Setup.Claimed claimed =
          broker
              .get(Setup.class)
              .claim(
                  InetAddress.getByName("192.0.2.1"),
                  broker.setupSecret(),
                  "alice",
                  new SecretText(TestBroker.PASSWORD));
      assertThat(claimed.owner().username()).isEqualTo("alice");
    }
  }

  @OnBothDatabases
  void theSecretLiesInAPrivateFileUntilItIsSpent(Databases.Kind kind) throws Exception {
    try (TestBroker broker = TestBroker.start(kind)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secretFile(broker))))
          .isEqualTo("rw-------");
      assertThat(broker.setupSecret().reveal()).matches("aip_setup_[A-Za-z0-9_-]{43}");
      assertThat(broker.dump()).doesNotContain(broker.setupSecret().reveal());
      broker.claim();
      assertThat(secretFile(broker)).doesNotExist();
    }
  }

  private static String copyOfKey(TestBroker broker) {
    Path directory = Databases.freshDirectory();
    try {
      Files.copy(
          broker.settings().dataDir().resolve("master.key"),
          directory.resolve("master.key"),
          StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory.toString();
  }

  private static Path secretFile(TestBroker broker) {
    return broker.settings().dataDir().resolve("setup-secret");
  }

  private static Setup.Claimed claim(TestBroker broker, SecretText secret, String username) {
    return broker
        .get(Setup.class)
        .claim(HERE, secret, username, new SecretText(TestBroker.PASSWORD));
  }
}
