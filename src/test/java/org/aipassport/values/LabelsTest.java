package org.aipassport.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  @Test
  void columnKeepsLabelsInTheirOrder() {
    Labels labels = new Labels(List.of("team-b", "team.a", "x_1"));
    assertThat(labels.column()).isEqualTo("team-b,team.a,x_1");
    assertThat(Labels.ofColumn(labels.column())).isEqualTo(labels);
  }

  @Test
  void noLabelIsAnEmptyColumn() {
    assertThat(Labels.NONE.column()).isEmpty();
    assertThat(Labels.ofColumn("")).isEqualTo(Labels.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "a,b", "a\n", "ä", "a23456789012345678901234567890123"})
  void otherFormIsNoLabel(String label) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Labels(List.of("good", label)));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "a,", ",a", "a,,b", "A"})
  void damagedColumnIsRefused(String column) {
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.ofColumn(column));
  }

  @Test
  void atMostEightLabels() {
    assertThat(new Labels(Collections.nCopies(8, "a")).values()).hasSize(8);
    assertThatIllegalArgumentException().isThrownBy(() -> new Labels(Collections.nCopies(9, "a")));
  }

  @Test
  void labelsCannotChangeLater() {
    List<String> given = new ArrayList<>(List.of("a"));
    Labels labels = new Labels(given);
    given.add("B C");
    assertThat(labels.values()).containsExactly("a");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> labels.values().add("b"));
  }
}
