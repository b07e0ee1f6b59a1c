package org.aipassport.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aipassport.crypto.PrivateFiles;
import org.aipassport.identity.Caller;
import org.aipassport.support.Databases;
import org.aipassport.support.Gate;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class MasterKeyCheckTest {
  @OnBothDatabases
  void anotherMasterKeyStopsTheStartAndNothingIsWritten(Databases.Kind kind) {
    TestBroker first = TestBroker.start(kind);
    Caller owner = first.claim();
    SecretText key = ProviderKeysTest.canary();
    ProviderKeyId id = ProviderKeysTest.add(first, owner, key).id();
    String before = first.dump();
    Path other = Databases.freshDirectory().resolve("other.key");
    PrivateFiles.writeAtomically(other, "ab".repeat(32).getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> first.restart("aipassport.master-key.file", other.toString()).close())
        .hasStackTraceContaining("The master key is not the one that this database was written");

    try (TestBroker again = first.restart()) {
      assertThat(again.dump()).isEqualTo(before);
      assertThat(ProviderKeysTest.open(again, owner, id)).isEqualTo(key);
    }
  }

  @OnBothDatabases
  void aLostMasterKeyStopsTheStart(Databases.Kind kind) throws Exception {
    TestBroker first = TestBroker.start(kind);
    first.claim();
    Path file = first.settings().dataDir().resolve("master.key");
    String before = first.dump();
    byte[] right = Files.readAllBytes(file);
    Files.delete(file);

    assertThatThrownBy(() -> first.restart().close())
        .hasStackTraceContaining("The master key is not the one");

    PrivateFiles.writeAtomically(file, right);
    try (TestBroker again = first.restart()) {
      assertThat(again.dump()).isEqualTo(before);
    }
  }

  /** Each makes a master key of its own; if both were let in, each would lock the other out. */
  @Test
  void ofTwoFirstStartsWithDifferentKeysOneIsStopped() {
    try (TestBroker first = TestBroker.start(Databases.Kind.POSTGRESQL)) {
      first.execute("DELETE FROM signing_key");
      first.execute("DELETE FROM master_key_check");
      Race<Optional<TestBroker>> race =
          Gate.holdWriters(
              first, "master_key_check", 2, () -> Race.of(2, () -> startElsewhere(first)));
      List<TestBroker> started = race.done().stream().flatMap(Optional::stream).toList();
      assertThat(started).hasSize(1);
      assertThat(first.count("master_key_check")).isEqualTo(1);
      try (TestBroker again = started.get(0).restart()) {
        assertThat(again.claim().username()).isEqualTo("alice");
      }
    }
  }

  private static Optional<TestBroker> startElsewhere(TestBroker first) {
    try {
      return Optional.of(
          first.beside("aipassport.data-dir", Databases.freshDirectory().toString()));
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageStartingWith("The master key is not the one");
      return Optional.empty();
    }
  }
}
