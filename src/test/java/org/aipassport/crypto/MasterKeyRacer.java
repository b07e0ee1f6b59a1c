package org.aipassport.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aipassport.crypto.MasterKeyFile.Loaded;

/** A process that waits for a sign and then reads or creates a master key. */
final class MasterKeyRacer {
  private MasterKeyRacer() {}

  static Process start(Path file, Path go) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            MasterKeyRacer.class.getName(),
            file.toString(),
            go.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Prints "ready", waits until the second argument exists, prints key id and "created". */
  public static void main(String[] arguments) {
    System.out.println("ready");
    while (Files.notExists(Path.of(arguments[1]))) {
      Thread.onSpinWait();
    }
    Loaded loaded = MasterKeyFile.readOrCreate(Path.of(arguments[0]));
    System.out.println(loaded.key().id() + " " + loaded.created());
  }
}
