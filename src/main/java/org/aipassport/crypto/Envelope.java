package org.aipassport.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;

/**
 * Seals values: AES-256-GCM under a data key of their own, which the master key wraps. Thread-safe.
 *
 * <p>The record: version (1 byte, 1), master key id (8), wrap nonce (12), wrapped data key and tag
 * (48), nonce (12), ciphertext and tag. Both encryptions authenticate version, master key id and
 * the associated data. A data key encrypts one message, so its nonce cannot repeat.
 */
public final class Envelope {
  private static final byte VERSION = 1;
  private static final int DATA_KEY_BYTES = 32;
  private static final int HEADER_BYTES = 1 + KeyEncryptionKey.ID_BYTES;
  private static final int WRAPPED_BYTES = DATA_KEY_BYTES + AesGcm.TAG_BYTES;
  private static final int OVERHEAD =
      HEADER_BYTES + AesGcm.NONCE_BYTES + WRAPPED_BYTES + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyEncryptionKey kek;

  public Envelope(KeyEncryptionKey kek) {
    this.kek = kek;
  }

  /** The id of the master key in use. */
  public String kekId() {
    return kek.id();
  }

  /** A fresh record; the same plaintext never gives the same record twice. */
  public byte[] seal(byte[] plaintext, AssociatedData aad) {
    byte[] dataKey = random(DATA_KEY_BYTES);
    try {
      return seal(plaintext, aad, dataKey, random(AesGcm.NONCE_BYTES), random(AesGcm.NONCE_BYTES));
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private byte[] seal(
      byte[] plaintext, AssociatedData aad, byte[] dataKey, byte[] wrapNonce, byte[] nonce) {
    byte[] header = header();
    byte[] bound = concat(header, aad.bytes());
    return ByteBuffer.allocate(OVERHEAD + plaintext.length)
        .put(header)
        .put(wrapNonce)
        .put(AesGcm.encrypt(kek.bytes(), wrapNonce, dataKey, bound))
        .put(nonce)
        .put(AesGcm.encrypt(dataKey, nonce, plaintext, bound))
        .array();
  }

  /**
   * The plaintext, which the caller zeroes.
   *
   * @throws SealBrokenException if the record is of another master key, altered, or bound to
   *     something else
   */
  public byte[] open(byte[] sealed, AssociatedData aad) {
    if (sealed.length < OVERHEAD || sealed[0] != VERSION) {
      throw SealBrokenException.unknownForm();
    }
    ByteBuffer record = ByteBuffer.wrap(sealed);
    byte[] header = take(record, HEADER_BYTES);
    checkKek(header);
    byte[] bound = concat(header, aad.bytes());
    byte[] wrapNonce = take(record, AesGcm.NONCE_BYTES);
    byte[] wrapped = take(record, WRAPPED_BYTES);
    byte[] nonce = take(record, AesGcm.NONCE_BYTES);
    byte[] ciphertext = take(record, record.remaining());
    try {
      byte[] dataKey = AesGcm.decrypt(kek.bytes(), wrapNonce, wrapped, bound);
      try {
        return AesGcm.decrypt(dataKey, nonce, ciphertext, bound);
      } finally {
        Arrays.fill(dataKey, (byte) 0);
      }
    } catch (AEADBadTagException e) {
      throw SealBrokenException.altered();
    }
  }

  private void checkKek(byte[] header) {
    String sealedUnder = HexFormat.of().formatHex(header, 1, HEADER_BYTES);
    if (!sealedUnder.equals(kek.id())) {
      throw SealBrokenException.otherMasterKey(sealedUnder, kek.id());
    }
  }

  private byte[] header() {
    return concat(new byte[] {VERSION}, HexFormat.of().parseHex(kek.id()));
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
