package org.aipassport.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The master key, AES-256: it wraps data keys and nothing else. Closing it zeroes it. */
public final class KeyEncryptionKey implements AutoCloseable {
  static final int BYTES = 32;
  static final int ID_BYTES = 8;

  private static final byte[] ID_DOMAIN =
      "aipassport/master-key-id/v1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] key;
  private final String id;
  private volatile boolean closed;

  KeyEncryptionKey(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("a master key has " + BYTES + " bytes");
    }
    this.key = key.clone();
    this.id = HexFormat.of().formatHex(Sha256.of(ID_DOMAIN, key), 0, ID_BYTES);
  }

  /** 16 lower-case hex characters derived one-way from the key; may be shown and stored. */
  public String id() {
    return id;
  }

  /** The key itself, not a copy: never written to, never kept. */
  byte[] bytes() {
    if (closed) {
      throw new IllegalStateException("the master key is closed");
    }
    return key;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "KeyEncryptionKey[" + id + "]";
  }
}
