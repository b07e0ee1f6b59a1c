package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;

/** Known answers of the GCM specification (McGrew and Viega, appendix B, AES-256). */
class AesGcmTest {
  @Test
  void agreesWithTestCase14() throws AEADBadTagException {
    agrees(
        "00".repeat(32),
        "00".repeat(12),
        "00".repeat(16),
        "",
        "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919");
  }

  @Test
  void agreesWithTestCase16() throws AEADBadTagException {
    agrees(
        "feffe9928665731c6d6a8f9467308308".repeat(2),
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b");
  }

  private static void agrees(
      String key, String nonce, String plaintext, String aad, String ciphertextAndTag)
      throws AEADBadTagException {
    assertThat(AesGcm.encrypt(hex(key), hex(nonce), hex(plaintext), hex(aad)))
        .isEqualTo(hex(ciphertextAndTag));
    assertThat(AesGcm.decrypt(hex(key), hex(nonce), hex(ciphertextAndTag), hex(aad)))
        .isEqualTo(hex(plaintext));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
