package org.aipassport.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final AssociatedData AAD =
      AssociatedData.of(
          "aipassport/credential/v1", "acct-1", "k\u00f6nig", "", "https://api.openai.com");
  private static final byte[] PLAINTEXT = "sk-golden-\u20ac".getBytes(UTF_8);

  private final Envelope envelope = new Envelope(new KeyEncryptionKey(countedFrom(0)));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 51, 100_000})
  void whatIsSealedOpens(int length) {
    byte[] plaintext = new byte[length];
    Arrays.fill(plaintext, (byte) 7);
    assertThat(envelope.open(envelope.seal(plaintext, AAD), AAD)).isEqualTo(plaintext);
  }

  @Test
  void recordOfTheFrozenFormatOpens() throws IOException {
    assertThat(envelope.open(golden(), AAD)).isEqualTo(PLAINTEXT);
  }

  @Test
  void freshRecordHasTheFrozenLayout() throws IOException {
    byte[] golden = golden();
    byte[] fresh = envelope.seal(PLAINTEXT, AAD);
    assertThat(fresh).hasSameSizeAs(golden);
    assertThat(Arrays.copyOf(fresh, 9)).isEqualTo(Arrays.copyOf(golden, 9));
  }

  @Test
  void samePlaintextNeverGivesTheSameDataKeyOrNonce() {
    byte[] one = envelope.seal(PLAINTEXT, AAD);
    byte[] other = envelope.seal(PLAINTEXT, AAD);
    assertThat(Arrays.copyOfRange(one, 9, 21)).isNotEqualTo(Arrays.copyOfRange(other, 9, 21));
    assertThat(Arrays.copyOfRange(one, 21, 69)).isNotEqualTo(Arrays.copyOfRange(other, 21, 69));
    assertThat(Arrays.copyOfRange(one, 69, 81)).isNotEqualTo(Arrays.copyOfRange(other, 69, 81));
  }

  @Test
  void recordWithAnySingleBitFlippedDoesNotOpen() {
    byte[] sealed = envelope.seal(PLAINTEXT, AAD);
    for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThatThrownBy(() -> envelope.open(flipped, AAD))
          .as("bit %d", bit)
          .isInstanceOf(SealBrokenException.class);
    }
  }

  @Test
  void recordCutAnywhereDoesNotOpen() {
    byte[] sealed = envelope.seal(PLAINTEXT, AAD);
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> envelope.open(cut, AAD)).isInstanceOf(SealBrokenException.class);
    }
    byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);
    assertThatThrownBy(() -> envelope.open(longer, AAD)).isInstanceOf(SealBrokenException.class);
  }

  @Test
  void recordMovedToAnotherOriginDoesNotOpen() {
    byte[] sealed = envelope.seal(PLAINTEXT, AssociatedData.of("p", "https://api.openai.com"));
    assertThatThrownBy(
            () -> envelope.open(sealed, AssociatedData.of("p", "https://evil.example.com")))
        .isInstanceOf(SealBrokenException.class)
        .hasMessage("altered or bound to something else");
  }

  @Test
  void dataKeyAloneIsBoundToTheAssociatedDataToo() {
    byte[] ours = envelope.seal(PLAINTEXT, AAD);
    byte[] header = Arrays.copyOf(ours, 9);
    byte[] wrapNonce = Arrays.copyOfRange(ours, 9, 21);
    byte[] wrapped = Arrays.copyOfRange(ours, 21, 69);
    assertThatThrownBy(() -> AesGcm.decrypt(countedFrom(0), wrapNonce, wrapped, header))
        .isInstanceOf(AEADBadTagException.class);
  }

  @Test
  void halvesOfTwoRecordsDoNotOpenTogether() {
    byte[] mixed = envelope.seal(PLAINTEXT, AAD);
    byte[] other = envelope.seal(PLAINTEXT, AAD);
    System.arraycopy(other, 69, mixed, 69, other.length - 69);
    assertThatThrownBy(() -> envelope.open(mixed, AAD))
        .hasMessage("altered or bound to something else");
  }

  @Test
  void wrongMasterKeyIsNamed() {
    byte[] sealed = envelope.seal(PLAINTEXT, AAD);
    Envelope other = new Envelope(new KeyEncryptionKey(countedFrom(1)));
    SealBrokenException broken =
        catchThrowableOfType(SealBrokenException.class, () -> other.open(sealed, AAD));
    assertThat(broken.isOtherMasterKey()).isTrue();
    assertThat(broken)
        .hasMessageContaining("another master key")
        .hasMessageContaining(envelope.kekId())
        .hasMessageContaining(other.kekId());
  }

  @Test
  void masterKeyIdIsFrozenAndSixteenHexCharacters() {
    assertThat(envelope.kekId()).isEqualTo("d68303e7a0ff3b1c");
  }

  @Test
  void closedMasterKeyIsZeroedAndRefuses() {
    KeyEncryptionKey key = new KeyEncryptionKey(countedFrom(0));
    byte[] held = key.bytes();
    key.close();
    assertThat(held).containsOnly(0);
    assertThatIllegalStateException().isThrownBy(() -> new Envelope(key).seal(PLAINTEXT, AAD));
  }

  @Test
  void masterKeyPrintsItsIdOnly() {
    assertThat(new KeyEncryptionKey(countedFrom(0)))
        .hasToString("KeyEncryptionKey[d68303e7a0ff3b1c]");
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = EnvelopeTest.class.getResourceAsStream("sealed-v1.hex")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
  }

  private static byte[] countedFrom(int first) {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (first + i);
    }
    return key;
  }
}
