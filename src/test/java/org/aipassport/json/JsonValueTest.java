package org.aipassport.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
  private static final JsonObject AB = JsonObject.builder().put("a", 1).put("b", "x").build();

  @Test
  void builderKeepsTheOrderAndEveryKindOfValue() {
    JsonObject object =
        JsonObject.builder()
            .put("z", "text")
            .put("y", Long.MIN_VALUE)
            .put("x", true)
            .put("w", JsonNull.NULL)
            .putIfPresent("v", null)
            .putIfPresent("u", JsonArray.ofStrings(List.of("b", "a")))
            .build();
    assertThat(Json.text(object))
        .isEqualTo(
            "{\"z\":\"text\",\"y\":-9223372036854775808,\"x\":true,\"w\":null,\"u\":[\"b\",\"a\"]}");
  }

  @Test
  void builderRefusesARepeatedName() {
    JsonObject.Builder builder = JsonObject.builder().put("a", 1);
    assertThatThrownBy(() -> builder.put("a", 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.putIfPresent("a", JsonNull.NULL))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void objectStaysAsItWasWhenItsBuilderGoesOn() {
    JsonObject.Builder builder = JsonObject.builder().put("a", 1);
    JsonObject object = builder.build();
    builder.put("b", 2);
    assertThat(object.has("b")).isFalse();
  }

  @Test
  void memberIsReplacedInPlaceOrAppended() {
    assertThat(Json.text(AB.with("a", JsonBoolean.TRUE))).isEqualTo("{\"a\":true,\"b\":\"x\"}");
    assertThat(Json.text(AB.with("c", JsonBoolean.FALSE)))
        .isEqualTo("{\"a\":1,\"b\":\"x\",\"c\":false}");
    assertThat(Json.text(AB)).isEqualTo("{\"a\":1,\"b\":\"x\"}");
  }

  @Test
  void memberIsRemoved() {
    assertThat(Json.text(AB.without("a"))).isEqualTo("{\"b\":\"x\"}");
    assertThat(AB.without("c")).isEqualTo(AB);
    assertThat(AB.has("a")).isTrue();
  }

  @Test
  void absentMemberIsNullAndJsonNullIsNot() {
    JsonObject object = JsonObject.EMPTY.with("a", JsonNull.NULL);
    assertThat(object.get("a")).isEqualTo(JsonNull.NULL);
    assertThat(object.get("b")).isNull();
  }

  @Test
  void membersCannotBeChanged() {
    Map<String, JsonValue> members = AB.members();
    assertThatThrownBy(() -> members.put("c", JsonNull.NULL))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(members.keySet()).containsExactly("a", "b");
  }

  @Test
  void arrayDoesNotFollowItsList() {
    List<JsonValue> values = new ArrayList<>();
    JsonArray array = new JsonArray(values);
    values.add(JsonNull.NULL);
    assertThat(array.values()).isEmpty();
  }

  @Test
  void objectsAreEqualOnlyInTheSameOrder() {
    JsonObject ba = JsonObject.builder().put("b", "x").put("a", 1).build();
    assertThat(AB).isNotEqualTo(ba).isNotEqualTo(AB.without("a")).isNotEqualTo(AB.with("a", ba));
    assertThat(AB)
        .isEqualTo(ba.without("b").with("b", new JsonString("x")))
        .hasSameHashCodeAs(ba.without("b").with("b", new JsonString("x")));
  }

  @Test
  void contentIsNeverPrinted() {
    JsonObject object =
        JsonObject.EMPTY
            .with("hunter1", new JsonString("hunter2"))
            .with("b", JsonNumber.of(4711))
            .with("c", JsonArray.ofStrings(List.of("hunter3")));
    assertThat(object).hasToString("JsonObject[3 members]");
    assertThat(object.get("hunter1")).hasToString("JsonString[7 characters]");
    assertThat(object.get("b")).hasToString("JsonNumber[4 characters]");
    assertThat(object.get("c")).hasToString("JsonArray[1 values]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1 ", "1,2", "1\n", "01", "NaN", "1e400", "0x1", "\uff11"})
  void textThatIsNoNumberCannotBecomeOne(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonNumber(text));
  }

  @Test
  void surrogateWithoutPartnerCannotBecomeAString() {
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonString("a\ud83d"));
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonString("\ude00"));
    assertThat(new JsonString("\ud83d\ude00").value()).hasSize(2);
  }

  @Test
  void textThatCannotBeANameIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.builder().put("a\ud83d", 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonObject.EMPTY.with("n".repeat(257), JsonNull.NULL));
  }

  @Test
  void onlyPlainIntegersAreExact() {
    assertThat(new JsonNumber("9223372036854775807").exactLong()).hasValue(Long.MAX_VALUE);
    assertThat(new JsonNumber("-9223372036854775808").exactLong()).hasValue(Long.MIN_VALUE);
    assertThat(new JsonNumber("-0").exactLong()).hasValue(0);
    assertThat(JsonNumber.of(-5).exactLong()).hasValue(-5);
    for (String text : List.of("1.0", "1e2", "1E2", "0.0", "0e0")) {
      assertThat(new JsonNumber(text).exactLong()).isEmpty();
    }
  }

  @Test
  void booleansAreThemselves() {
    assertThat(JsonBoolean.of(true)).isEqualTo(JsonBoolean.TRUE);
    assertThat(JsonBoolean.of(false).value()).isFalse();
  }
}
