package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;

class HmacSha256Test {
  @Test
  void codeIsThatOfRfc4231() { // section 4.3
    String code = HmacSha256.of(new SecretText("Jefe"), "what do ya want for nothing?");
    assertThat(HexFormat.of().formatHex(Base64Url.decode(code).orElseThrow()))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
}
