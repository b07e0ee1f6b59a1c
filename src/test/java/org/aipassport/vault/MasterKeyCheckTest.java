package org.aipassport.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aipassport.crypto.PrivateFiles;
import org.aipassport.identity.Caller;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.TestBroker;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

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
}
