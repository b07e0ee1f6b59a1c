package org.aipassport.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {
  @Test
  void stringIsRead() {
    assertThat(reader("{'a':'text'}").string("a", 4)).isEqualTo("text");
    assertThat(reader("{'a':''}").string("a", 4)).isEmpty();
    assertThat(reader("{'a':'text'}").optionalString("a", 4)).contains("text");
  }

  @Test
  void stringMustBeThereAndBeOneAndFit() {
    refused("a: is missing", "a", () -> reader("{}").string("a", 4));
    refused("a: must be a string", "a", () -> reader("{'a':1}").string("a", 4));
    refused("a: must be a string", "a", () -> reader("{'a':null}").string("a", 4));
    refused("a: must have at most 4 characters", "a", () -> reader("{'a':'texts'}").string("a", 4));
    refused("a: must be a string", "a", () -> reader("{'a':[]}").optionalString("a", 4));
    refused(
        "a: must have at most 4 characters",
        "a",
        () -> reader("{'a':'texts'}").optionalString("a", 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'a':null}"})
  void optionalMemberMayBeAbsentOrNull(String text) {
    FieldReader reader = reader(text);
    assertThat(reader.optionalString("a", 4)).isEmpty();
    assertThat(reader.optionalLong("a", 0, 9)).isEmpty();
    assertThat(reader.optionalBoolean("a")).isEmpty();
    assertThat(reader.optionalStrings("a", 9, 9)).isEmpty();
    assertThat(reader.optionalObject("a")).isEmpty();
    assertThatCode(reader::nothingElse).doesNotThrowAnyException();
  }

  @Test
  void wholeNumberIsRead() {
    assertThat(reader("{'a':5}").longInRange("a", 5, 5)).isEqualTo(5);
    assertThat(reader("{'a':-5}").optionalLong("a", -5, 0)).hasValue(-5);
  }

  @Test
  void wholeNumberMustBeThereAndBeInRange() {
    refused("a: is missing", "a", () -> reader("{}").longInRange("a", 0, 9));
    refused("a: must be within 0 and 9", "a", () -> reader("{'a':-1}").longInRange("a", 0, 9));
    refused("a: must be within 0 and 9", "a", () -> reader("{'a':10}").longInRange("a", 0, 9));
    refused("a: must be within 0 and 9", "a", () -> reader("{'a':10}").optionalLong("a", 0, 9));
    refused(
        "a: must be within 0 and 2147483647",
        "a",
        () -> reader("{'a':4294967297}").longInRange("a", 0, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1.0", "1e2", "'5'", "true", "[5]", "{}"})
  void whatIsNoWholeNumberIsRefused(String value) {
    String text = "{'a':" + value + "}";
    refused("a: must be a whole number", "a", () -> reader(text).longInRange("a", 0, 999));
    refused("a: must be a whole number", "a", () -> reader(text).optionalLong("a", 0, 999));
  }

  @Test
  void booleanIsReadAndNothingElseIsOne() {
    assertThat(reader("{'a':true}").optionalBoolean("a")).contains(true);
    assertThat(reader("{'a':false}").optionalBoolean("a")).contains(false);
    refused("a: must be true or false", "a", () -> reader("{'a':'true'}").optionalBoolean("a"));
    refused("a: must be true or false", "a", () -> reader("{'a':1}").optionalBoolean("a"));
  }

  @Test
  void stringsAreRead() {
    assertThat(reader("{'a':['x','y','x']}").strings("a", 3, 1)).containsExactly("x", "y", "x");
    assertThat(reader("{'a':[]}").strings("a", 3, 1)).isEmpty();
    assertThat(reader("{'a':['x']}").optionalStrings("a", 3, 1))
        .hasValueSatisfying(strings -> assertThat(strings).containsExactly("x"));
  }

  @Test
  void everyOneOfTheStringsIsCheckedAndNamed() {
    refused("a: is missing", "a", () -> reader("{}").strings("a", 1, 1));
    refused("a: must be an array of strings", "a", () -> reader("{'a':'x'}").strings("a", 1, 1));
    refused("a: must be an array of strings", "a", () -> reader("{'a':null}").strings("a", 1, 1));
    refused(
        "a: must have at most 1 values", "a", () -> reader("{'a':['x','y']}").strings("a", 1, 1));
    refused("a[1]: must be a string", "a[1]", () -> reader("{'a':['x',1]}").strings("a", 2, 1));
    refused("a[0]: must be a string", "a[0]", () -> reader("{'a':[null]}").strings("a", 2, 1));
    refused(
        "a[1]: must have at most 1 characters",
        "a[1]",
        () -> reader("{'a':['x','yy']}").strings("a", 2, 1));
    refused(
        "a[0]: must be a string", "a[0]", () -> reader("{'a':[['x']]}").optionalStrings("a", 2, 1));
  }

  @Test
  void memberOfAnObjectWithinIsNamedByItsPath() {
    FieldReader scope = reader("{'scope':{'models':['x',1],'in':{'n':'x'}}}").object("scope");
    refused(
        "scope.models[1]: must be a string",
        "scope.models[1]",
        () -> scope.strings("models", 9, 9));
    FieldReader within = scope.optionalObject("in").orElseThrow();
    refused(
        "scope.in.n: must be a whole number", "scope.in.n", () -> within.longInRange("n", 0, 1));
    refused("scope.in.m: is missing", "scope.in.m", () -> within.string("m", 1));
    refused(
        "scope.in.n: unknown member",
        "scope.in.n",
        reader("{'scope':{'in':{'n':1}}}").object("scope").object("in")::nothingElse);
  }

  @Test
  void objectMustBeThereAndBeOne() {
    refused("a: is missing", "a", () -> reader("{}").object("a"));
    refused("a: must be an object", "a", () -> reader("{'a':[]}").object("a"));
    refused("a: must be an object", "a", () -> reader("{'a':null}").object("a"));
    refused("a: must be an object", "a", () -> reader("{'a':'x'}").optionalObject("a"));
  }

  @Test
  void memberThatNobodyAskedForIsRefused() {
    FieldReader reader = reader("{'a':1,'b':2}");
    reader.longInRange("a", 0, 9);
    refused("b: unknown member", "b", reader::nothingElse);
    reader.optionalLong("b", 0, 9);
    assertThatCode(reader::nothingElse).doesNotThrowAnyException();
  }

  @Test
  void memberThatIsNullIsUnknownTooIfNobodyAskedForIt() {
    refused("a: unknown member", "a", reader("{'a':null}")::nothingElse);
  }

  @Test
  void caseTwinOfAnOptionalMemberIsRefused() {
    FieldReader reader = reader("{'Stream':true}");
    assertThat(reader.optionalBoolean("stream")).isEmpty();
    refused("Stream: unknown member; stream is meant", "Stream", reader::nothingElse);
  }

  @Test
  void caseTwinBesideTheMemberIsRefused() {
    FieldReader reader = reader("{'model':'allowed','Model':'forbidden'}");
    reader.string("model", 99);
    refused("Model: unknown member; model is meant", "Model", reader::nothingElse);
  }

  @Test
  void caseTwinInsteadOfARequiredMemberIsRefusedByName() {
    FieldReader scope = reader("{'scope':{'MODELS':[]}}").object("scope");
    refused(
        "scope.MODELS: unknown member; scope.models is meant",
        "scope.MODELS",
        () -> scope.strings("models", 9, 9));
  }

  @Test
  void kelvinSignIsACaseTwinOfK() {
    FieldReader reader = reader("{'to\u212aen':'x'}");
    reader.optionalString("token", 9);
    refused("to?en: unknown member; token is meant", "to?en", reader::nothingElse);
  }

  @Test
  void nameOfAnUnknownMemberIsShownShortAndPrintable() {
    String name = "a b\u202e\\n" + "n".repeat(100);
    String shown = "a?b??" + "n".repeat(59) + "...";
    refused(shown + ": unknown member", shown, reader("{'" + name + "':1}")::nothingElse);
  }

  @Test
  void valueIsNeverEchoed() {
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class, () -> reader("{'a':'hunter2'}").longInRange("a", 0, 9));
    assertThat(refusal.detail()).doesNotContain("hunter");
  }

  private static FieldReader reader(String text) {
    return FieldReader.of(Json.parseObject(text.replace('\'', '"').getBytes(UTF_8)));
  }

  private static void refused(String detail, String field, ThrowingCallable call) {
    RefusalException refusal = catchThrowableOfType(RefusalException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Refusal.INVALID_FIELD);
    assertThat(refusal.detail()).isEqualTo(detail);
    assertThat(refusal.field()).contains(field);
  }
}
