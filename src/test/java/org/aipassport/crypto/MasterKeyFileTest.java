package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aipassport.crypto.MasterKeyFile.Loaded;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyFileTest {
  private static final String ID = "d68303e7a0ff3b1c"; // of the bytes 0 to 31
  private static final String BASE64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String HEX =
      "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = dir.resolve("master.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void textFormsOfOneKeyAreRead(String lineEnd) throws IOException {
    write(BASE64 + lineEnd);
    assertThat(MasterKeyFile.read(file).id()).isEqualTo(ID);
    write(HEX + lineEnd);
    assertThat(MasterKeyFile.read(file).id()).isEqualTo(ID);
  }

  @Test
  void rawKeyIsRead() throws IOException {
    byte[] raw = new byte[32];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) i;
    }
    write("");
    Files.write(file, raw);
    assertThat(MasterKeyFile.read(file).id()).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "0123456789012345678901234567890",
        "012345678901234567890123456789012",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n",
        " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "__ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00"
      })
  void otherContentIsRefusedAndNotShown(String content) throws IOException {
    write(content);
    assertThatIllegalStateException()
        .isThrownBy(() -> MasterKeyFile.read(file))
        .withMessage(
            "The master key file %s cannot be used:"
                + " it is not 32 bytes, raw or as base64 or hexadecimal",
            file)
        .withNoCause();
  }

  @Test
  void missingFileIsNamed() {
    refuses("there is no such file");
  }

  @Test
  void directoryIsNamed() throws IOException {
    Files.createDirectory(file);
    refuses("it is not a regular file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----"})
  void fileOpenToOthersIsRefused(String mode) throws IOException {
    write(BASE64);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    refuses("others than its owner may use it");
    assertThatIllegalStateException().isThrownBy(() -> MasterKeyFile.readOrCreate(file));
  }

  @Test
  void linkToAPrivateFileIsFollowed() throws IOException {
    write(BASE64);
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    assertThat(MasterKeyFile.read(link).id()).isEqualTo(ID);
  }

  @Test
  void missingFileIsMadeOnceAndIsPrivate() throws IOException {
    Loaded first = MasterKeyFile.readOrCreate(file);
    Loaded second = MasterKeyFile.readOrCreate(file);
    assertThat(first.created()).isTrue();
    assertThat(second.created()).isFalse();
    assertThat(second.key().id()).isEqualTo(first.key().id());
    assertThat(MasterKeyFile.read(file).id()).isEqualTo(first.key().id());
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(file)).hasSize(44);
  }

  @Test
  void missingDirectoryIsMadePrivate() throws IOException {
    Path inner = dir.resolve("data").resolve("master.key");
    assertThat(MasterKeyFile.readOrCreate(inner).created()).isTrue();
    assertThat(Files.getPosixFilePermissions(dir.resolve("data")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void twoKeysAreNotTheSame() {
    assertThat(MasterKeyFile.readOrCreate(file).key().id())
        .isNotEqualTo(MasterKeyFile.readOrCreate(dir.resolve("other")).key().id());
  }

  @Test
  void processKilledWhileWritingLeavesNothingThatIsUsed() throws IOException {
    Path leftover = PrivateFiles.temporary(file);
    Files.writeString(leftover, BASE64.substring(0, 20));
    Loaded loaded = MasterKeyFile.readOrCreate(file);
    assertThat(loaded.created()).isTrue();
    assertThat(leftover).doesNotExist();
    assertThat(MasterKeyFile.read(file).id()).isEqualTo(loaded.key().id());
  }

  @Test
  void leftoverBesideAKeyIsRemovedAndTheKeyKept() throws IOException {
    write(BASE64);
    Path leftover = Files.writeString(PrivateFiles.temporary(file), HEX);
    assertThat(MasterKeyFile.readOrCreate(file).key().id()).isEqualTo(ID);
    assertThat(leftover).doesNotExist();
  }

  @Test
  void damagedFileIsNeverReplaced() throws IOException {
    write(BASE64.substring(0, 20));
    assertThatIllegalStateException().isThrownBy(() -> MasterKeyFile.readOrCreate(file));
    assertThat(file).hasContent(BASE64.substring(0, 20));
  }

  @Test
  void linkToNowhereIsNeverReplaced() throws IOException {
    Files.createSymbolicLink(file, dir.resolve("not-mounted"));
    assertThatIllegalStateException().isThrownBy(() -> MasterKeyFile.readOrCreate(file));
    assertThat(file).isSymbolicLink();
  }

  @Test
  void twentyThreadsThatRaceEndWithOneKey() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(20);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Loaded>> results = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        results.add(
            pool.submit(
                () -> {
                  go.await();
                  return MasterKeyFile.readOrCreate(file);
                }));
      }
      go.countDown();
      List<Loaded> loaded = new ArrayList<>();
      for (Future<Loaded> result : results) {
        loaded.add(result.get());
      }
      assertThat(loaded).filteredOn(Loaded::created).hasSize(1);
      assertThat(loaded.stream().map(l -> l.key().id()).distinct()).hasSize(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void processesThatRaceEndWithOneKey() throws Exception {
    Path go = dir.resolve("go");
    List<Process> racers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      racers.add(MasterKeyRacer.start(file, go));
    }
    for (Process racer : racers) {
      assertThat(racer.inputReader().readLine()).isEqualTo("ready");
    }
    Files.createFile(go);
    List<String> lines = new ArrayList<>();
    for (Process racer : racers) {
      lines.add(racer.inputReader().readLine());
      assertThat(racer.waitFor()).isZero();
    }
    String id = MasterKeyFile.read(file).id();
    assertThat(lines)
        .containsExactlyInAnyOrder(id + " true", id + " false", id + " false", id + " false");
  }

  private void refuses(String why) {
    assertThatIllegalStateException()
        .isThrownBy(() -> MasterKeyFile.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining(why);
  }

  private void write(String content) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
