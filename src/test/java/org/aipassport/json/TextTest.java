package org.aipassport.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  @ParameterizedTest
  @ValueSource(strings = {"Notes", "Grüße, 世界!", "two\nlines\tand a tab", "\uD83D\uDE00"})
  void textOfPeopleIsRead(String text) {
    assertThat(reader(text).text("a", 50)).isEqualTo(text);
    assertThat(reader(text).optionalText("a", 50)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0b",
        "\u0007",
        "\u001b[31m",
        "a\rb",
        "\u007f",
        "\u0085",
        "\u200b",
        "\u202eevil",
        "\u2066",
        "\ufeff",
        "\u00ad",
        "a\u2028b",
        "a\u2029b",
        "\ue000",
        "\uffff",
        "\uDB40\uDC41"
      })
  void whatCannotBeSeenOrDisguisesOtherTextIsRefused(String text) {
    refused("a: holds control or invisible characters", () -> reader(text).text("a", 50));
    refused("a: holds control or invisible characters", () -> reader(text).optionalText("a", 50));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t", "\u2003"})
  void onlyOptionalTextMayBeBlank(String text) {
    refused("a: must not be blank", () -> reader(text).text("a", 50));
    assertThat(reader(text).optionalText("a", 50)).contains(text);
  }

  @Test
  void textIsRequiredOrOptionalAndFits() {
    assertThat(FieldReader.of(JsonObject.builder().build()).optionalText("a", 50)).isEmpty();
    refused("a: is missing", () -> FieldReader.of(JsonObject.builder().build()).text("a", 50));
    refused("a: must have at most 4 characters", () -> reader("texts").text("a", 4));
    refused("a: must have at most 4 characters", () -> reader("texts").optionalText("a", 4));
  }

  private static FieldReader reader(String text) {
    return FieldReader.of(JsonObject.builder().put("a", text).build());
  }

  private static void refused(String detail, ThrowingCallable call) {
    RefusalException e = catchThrowableOfType(RefusalException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Refusal.INVALID_FIELD);
    assertThat(e.detail()).isEqualTo(detail);
    assertThat(e.field()).contains("a");
  }
}
