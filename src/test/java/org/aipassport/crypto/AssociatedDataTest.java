package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssociatedDataTest {
  @Test
  void eachPartIsPrecededByItsLength() {
    assertThat(HexFormat.of().formatHex(AssociatedData.of("p", "k\u00f6", "").bytes()))
        .isEqualTo("0000000170" + "000000036bc3b6" + "00000000");
  }

  @Test
  void noTwoListsOfPartsGiveTheSameBytes() {
    assertThat(
            Stream.of(
                    AssociatedData.of("p", "ab", "c"),
                    AssociatedData.of("p", "a", "bc"),
                    AssociatedData.of("p", "abc"),
                    AssociatedData.of("p", "abc", ""),
                    AssociatedData.of("p", "", "abc"),
                    AssociatedData.of("pabc"),
                    AssociatedData.of("pab", "c"))
                .map(aad -> HexFormat.of().formatHex(aad.bytes())))
        .doesNotHaveDuplicates();
  }

  @Test
  void halfOfASurrogatePairIsRefusedBecauseItWouldEqualAQuestionMark() {
    assertThatIllegalArgumentException().isThrownBy(() -> AssociatedData.of("p", "a\ud800"));
  }
}
