package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.aipassport.support.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  private final Path file = Databases.freshDirectory().resolve("password");

  @ParameterizedTest
  @ValueSource(strings = {" secret word ", " secret word \n", " secret word \r\n"})
  void onlyTheLineBreakAtItsEndIsNoPartOfThePassword(String content) throws IOException {
    write(content, "rw-------");
    assertThat(PostgresServer.readPassword(file).reveal()).isEqualTo(" secret word ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void aFileThatOthersMayReadOrWriteIsRefused(String permissions) throws IOException {
    write("canary-value", permissions);
    assertThatThrownBy(() -> PostgresServer.readPassword(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("make it 0600")
        .hasMessageNotContaining("canary");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> PostgresServer.readPassword(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
  }

  private void write(String content, String permissions) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
