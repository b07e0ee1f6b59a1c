package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFilesTest {
  @TempDir Path dir;

  @Test
  void writtenFileIsPrivateAndWhole() throws IOException {
    Path file = dir.resolve("secret");
    PrivateFiles.writeAtomically(file, "content".getBytes(UTF_8));
    assertThat(file).hasContent("content");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(PrivateFiles.isPrivate(file)).isTrue();
  }

  @Test
  void overwrittenFileHasTheNewContentAndIsPrivateAgain() throws IOException {
    Path file = dir.resolve("secret");
    Files.writeString(file, "a much longer old content");
    chmod(file, "rw-rw-rw-");
    PrivateFiles.writeAtomically(file, "new".getBytes(UTF_8));
    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void leftoverOfAKilledWriterIsNeitherUsedNorKept() throws IOException {
    Path file = dir.resolve("secret");
    Path leftover = PrivateFiles.temporary(file);
    Files.writeString(leftover, "half of a much longer content");
    chmod(leftover, "rw-r--r--");
    PrivateFiles.writeAtomically(file, "whole".getBytes(UTF_8));
    assertThat(file).hasContent("whole");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(leftover).doesNotExist();
  }

  @Test
  void linkPlantedAtTheTemporaryNameIsNotFollowed() throws IOException {
    Path file = dir.resolve("secret");
    Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "untouched");
    Files.createSymbolicLink(PrivateFiles.temporary(file), elsewhere);
    PrivateFiles.writeAtomically(file, "whole".getBytes(UTF_8));
    assertThat(elsewhere).hasContent("untouched");
    assertThat(file).hasContent("whole").isRegularFile();
  }

  @Test
  void fileThatCannotBeWrittenIsNamed() {
    Path file = dir.resolve("missing").resolve("secret");
    assertThatIllegalStateException()
        .isThrownBy(() -> PrivateFiles.writeAtomically(file, new byte[1]))
        .withMessageContaining(file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rw---x---"})
  void fileOpenToOthersIsNotPrivate(String mode) throws IOException {
    Path file = Files.writeString(dir.resolve("secret"), "x");
    chmod(file, mode);
    assertThat(PrivateFiles.isPrivate(file)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void fileOfItsOwnerAloneIsPrivate(String mode) throws IOException {
    Path file = Files.writeString(dir.resolve("secret"), "x");
    chmod(file, mode);
    assertThat(PrivateFiles.isPrivate(file)).isTrue();
  }

  @Test
  void missingFileIsNotPrivate() {
    assertThat(PrivateFiles.isPrivate(dir.resolve("missing"))).isFalse();
  }

  @Test
  void createdDirectoriesArePrivate() throws IOException {
    Path inner = dir.resolve("outer").resolve("inner");
    PrivateFiles.createPrivateDirectory(inner);
    assertThat(mode(inner)).isEqualTo("rwx------");
    assertThat(mode(dir.resolve("outer"))).isEqualTo("rwx------");
  }

  @Test
  void existingDirectoryStaysAsItIsEvenBehindALink() throws IOException {
    Path existing = Files.createDirectory(dir.resolve("existing"));
    chmod(existing, "rwxr-x---");
    Path link = Files.createSymbolicLink(dir.resolve("link"), existing);
    PrivateFiles.createPrivateDirectory(existing);
    PrivateFiles.createPrivateDirectory(link);
    assertThat(mode(existing)).isEqualTo("rwxr-x---");
  }

  @Test
  void fileWhereADirectoryBelongsIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "x");
    assertThatIllegalStateException()
        .isThrownBy(() -> PrivateFiles.createPrivateDirectory(file))
        .withMessageContaining(file.toString());
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void chmod(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
