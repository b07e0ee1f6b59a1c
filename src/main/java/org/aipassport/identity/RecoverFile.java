package org.aipassport.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.aipassport.crypto.PrivateFiles;

/**
 * The file {@code recover} in the data directory, by which an operator of the machine asks for a
 * recovery. It counts only if nobody but the broker's own user, or root, can have written it.
 */
final class RecoverFile {
  private static final int MOST_BYTES = 1_024;
  private static final int ROOT = 0;

  private final Path file;

  RecoverFile(Path dataDir) {
    this.file = dataDir.resolve("recover");
  }

  /** Whether there is one, of whatever kind. */
  boolean isThere() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * What its first line says; the file is gone then, so that it is read once.
   *
   * @throws IOException if it does not count, or cannot be read or deleted; says why
   */
  String take() throws IOException {
    refuseUnlessOurs();
    String line = firstLine();
    Files.delete(file);
    return line;
  }

  private void refuseUnlessOurs() throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw refused("it is not a regular file");
    }
    Optional<PosixFileAttributes> attributes = attributes();
    if (attributes.isEmpty()) {
      if (!PrivateFiles.isPrivate(file)) {
        throw refused("others than its owner may write it");
      }
      return;
    }
    if (attributes.get().permissions().contains(PosixFilePermission.OTHERS_WRITE)
        || attributes.get().permissions().contains(PosixFilePermission.GROUP_WRITE)) {
      throw refused("others than its owner may write it (make it mode 0600)");
    }
    if (number("nlink") != 1) {
      throw refused("it has another name elsewhere (a hard link)");
    }
    if (number("uid") != ROOT && !attributes.get().owner().equals(self())) {
      throw refused("it belongs to another user than the broker's");
    }
  }

  private int number(String attribute) throws IOException {
    return Files.getAttribute(file, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS)
            instanceof Integer number
        ? number
        : -1;
  }

  private Optional<PosixFileAttributes> attributes() throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? Optional.of(
            Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
        : Optional.empty();
  }

  /** The user this process runs as: whoever owns a file that it makes. */
  private UserPrincipal self() throws IOException {
    Path probe = Files.createTempFile(file.toAbsolutePath().getParent(), ".owner", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private String firstLine() throws IOException {
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("").strip();
    }
  }

  private FileSystemException refused(String why) {
    return new FileSystemException(file.toString(), null, why);
  }
}
