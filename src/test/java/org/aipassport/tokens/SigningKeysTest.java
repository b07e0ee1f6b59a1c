package org.aipassport.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.aipassport.crypto.Es256Key;
import org.aipassport.crypto.PrivateFiles;
import org.aipassport.grants.GrantView;
import org.aipassport.identity.Caller;
import org.aipassport.json.Json;
import org.aipassport.support.Databases;
import org.aipassport.support.Gate;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
  private static final String FILE = "aipassport.signing-key.file";

  @OnBothDatabases
  void aRestartKeepsTheKeyAndItsTokens(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    SecretText token = token(first);
    String kid = kid(first);
    try (TestBroker second = first.restart()) {
      assertThat(kid(second)).isEqualTo(kid);
      assertThat(isGood(second, token)).isTrue();
      assertThat(second.count("signing_key")).isEqualTo(1);
      assertThat(TestGrants.events(second, kid)).containsExactly("signing_key.made");
    }
  }

  @OnBothDatabases
  void anImportedKeySignsFromThenOnAndOldTokensStayGood(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    SecretText old = token(first);
    Es256Key key = Es256Key.generate();
    TestBroker second = first.restart(FILE, write(key).toString());
    assertThat(kid(second)).isEqualTo(key.kid());
    assertThat(isGood(second, old)).isTrue();
    assertThat(Json.text(second.get(SigningKeys.class).jwks()))
        .contains(key.kid(), second.one("SELECT kid FROM signing_key WHERE state = 'RETIRING'"))
        .doesNotContain("\"d\"");
    SecretText fresh = token(second);
    try (TestBroker third = second.restart()) {
      assertThat(isGood(third, fresh)).isTrue();
      assertThat(isGood(third, old)).isTrue();
      assertThat(TestGrants.events(third, key.kid())).containsExactly("signing_key.imported");
    }
  }

  @OnBothDatabases
  void anImportedKeyStaysWithoutItsFile(Databases.Kind kind) {
    Es256Key key = Es256Key.generate();
    TestBroker first = TestBroker.start(kind, FILE, write(key).toString());
    try (TestBroker second = first.restart(FILE, "")) {
      assertThat(kid(second)).isEqualTo(key.kid());
    }
  }

  @OnBothDatabases
  void aKeyFileThatOthersMayReadStopsTheStart(Databases.Kind kind) throws Exception {
    Path file = write(Es256Key.generate());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> TestBroker.start(kind, FILE, file.toString()).close())
        .hasStackTraceContaining("others than its owner can read it");
  }

  @OnBothDatabases
  void theKeyIsSealedInTheDatabase(Databases.Kind kind) {
    Es256Key key = Es256Key.generate();
    String secret = new String(key.privateJwk(), StandardCharsets.UTF_8).split("\"d\":\"")[1];
    try (TestBroker broker = TestBroker.start(kind, FILE, write(key).toString())) {
      assertThat(broker.dump()).contains(key.kid()).doesNotContain(secret.substring(0, 43));
    }
  }

  @OnBothDatabases
  void theDatabaseHoldsOneActiveKeyAtMost(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      assertThatThrownBy(
              () ->
                  broker.execute(
                      "INSERT INTO signing_key (kid, state, active_slot, public_jwk, sealed,"
                          + " created_at) SELECT ?, state, active_slot, public_jwk, sealed,"
                          + " created_at FROM signing_key",
                      "k".repeat(43)))
          .isInstanceOf(Exception.class);
      assertThat(broker.count("signing_key")).isEqualTo(1);
    }
  }

  @Test
  void twoBrokersThatMakeTheFirstKeyAtOnceEndWithOne() {
    try (TestBroker first = TestBroker.start(Databases.Kind.POSTGRESQL)) {
      first.execute("DELETE FROM signing_key");
      first.execute("DELETE FROM audit_event");
      Race<TestBroker> race =
          Gate.holdWriters(first, "signing_key", 2, () -> Race.of(2, () -> first.beside()));
      try (TestBroker one = race.done().get(0);
          TestBroker other = race.done().get(1)) {
        assertThat(kid(one)).isEqualTo(kid(other));
        assertThat(one.count("signing_key")).isEqualTo(1);
        assertThat(one.count("audit_event")).isEqualTo(1);
        assertThat(isGood(other, token(one))).isTrue();
      }
    }
  }

  private static String kid(TestBroker broker) {
    return broker.get(SigningKeys.class).active().kid();
  }

  private static Path write(Es256Key key) {
    Path file = Databases.freshDirectory().resolve("signing.jwk");
    PrivateFiles.writeAtomically(file, key.privateJwk());
    return file;
  }

  private static SecretText token(TestBroker broker) {
    Caller owner = Persons.ownerWithKey(broker);
    GrantView grant = TestGrants.approved(broker, owner, "");
    return broker.get(AccessTokenIssuer.class).toOwner(grant.id(), owner, Optional.empty()).token();
  }

  private static boolean isGood(TestBroker broker, SecretText token) {
    AccessTokens tokens = broker.get(AccessTokens.class);
    return tokens.grantInForce(tokens.verify(token)).id().equals(tokens.verify(token).grant());
  }
}
