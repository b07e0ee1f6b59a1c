package org.aipassport.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The file that holds the master key. */
public final class MasterKeyFile {
  private static final int BASE64_CHARACTERS = 44;
  private static final int HEX_CHARACTERS = 64;
  private static final int MOST_BYTES = HEX_CHARACTERS + 2; // and a line end

  private MasterKeyFile() {}

  /** A master key, and whether it was made just now: then the operator should hear of it. */
  public record Loaded(KeyEncryptionKey key, boolean created) {}

  /**
   * Reads an operator's file: 32 raw bytes, or 44 characters of base64 or 64 of hex and at most one
   * line end.
   *
   * @throws IllegalStateException if it is missing, of another form, or open to others than its
   *     owner; names the path and the reason, never content
   */
  public static KeyEncryptionKey read(Path file) {
    if (!Files.exists(file)) {
      throw refused(file, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw refused(file, "it is not a regular file");
    }
    if (!PrivateFiles.isPrivate(file)) {
      throw refused(file, "others than its owner may use it (make it mode 0600)");
    }
    byte[] content = content(file);
    try {
      byte[] key =
          parse(content)
              .orElseThrow(
                  () -> refused(file, "it is not 32 bytes, raw or as base64 or hexadecimal"));
      try {
        return new KeyEncryptionKey(key);
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /**
   * Reads the file, or makes it with a random key, private and durable before this returns.
   * Processes that race end with one key; one killed at any moment leaves no file or a whole one.
   *
   * @throws IllegalStateException as for {@link #read}, or if it cannot be made
   */
  public static Loaded readOrCreate(Path file) {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory != null) {
      PrivateFiles.createPrivateDirectory(directory);
    }
    return PrivateFiles.exclusively(
        absolute,
        () -> {
          Files.deleteIfExists(PrivateFiles.temporary(absolute)); // left by a killed process
          boolean missing = Files.notExists(absolute, LinkOption.NOFOLLOW_LINKS);
          if (missing) {
            create(absolute);
          }
          return new Loaded(read(absolute), missing);
        });
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[KeyEncryptionKey.BYTES];
    new SecureRandom().nextBytes(key);
    byte[] text = Base64.getEncoder().encode(key);
    try {
      PrivateFiles.replace(file, text);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw refused(file, "it cannot be read: " + PrivateFiles.reason(e));
    }
  }

  static Optional<byte[]> parse(byte[] content) {
    if (content.length == KeyEncryptionKey.BYTES) {
      return Optional.of(content.clone());
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).replaceFirst("\r?\n\\z", "");
    try {
      return switch (text.length()) {
        case BASE64_CHARACTERS -> ofBase64(text);
        case HEX_CHARACTERS -> Optional.of(HexFormat.of().parseHex(text));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> ofBase64(String text) {
    byte[] key = Base64.getDecoder().decode(text);
    boolean canonical = Base64.getEncoder().encodeToString(key).equals(text);
    return canonical && key.length == KeyEncryptionKey.BYTES ? Optional.of(key) : Optional.empty();
  }

  private static IllegalStateException refused(Path file, String why) {
    return new IllegalStateException("The master key file " + file + " cannot be used: " + why);
  }
}
