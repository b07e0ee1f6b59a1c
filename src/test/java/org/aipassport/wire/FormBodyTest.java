package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {
  @Test
  void fieldsKeepTheirOrderAndEveryValue() {
    assertThat(parse("b=1&a=x+y%20z&b=2&c&=d"))
        .isEqualTo(
            Map.of(
                "b", List.of("1", "2"), "a", List.of("x y z"), "c", List.of(""), "", List.of("d")));
    assertThat(parse("b=1&a=2").keySet()).containsExactly("b", "a");
  }

  @Test
  void textIsUtf8() {
    assertThat(parse("a=%C3%BC%E2%82%AC%F0%9F%98%80").get("a")).containsExactly("ü€😀");
  }

  @Test
  void emptyBodyHasNoFields() {
    assertThat(parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=%",
        "a=%4",
        "a=%zz",
        "a=%C3",
        "a=%ff",
        "a=%ED%A0%80",
        "a=%C0%AF",
        "%00=a",
        "a%0d%0a=b",
        "a=%\u0661\u0661"
      })
  void whatTwoReadersCouldReadDifferentlyIsRefused(String body) {
    assertThatThrownBy(() -> parse(body)).isInstanceOf(RefusalException.class);
  }

  @Test
  void rawBytesBeyondAsciiAreRefused() {
    byte[] body = {'a', '=', (byte) 0xc3, (byte) 0xbc};
    assertThatThrownBy(() -> FormBody.parse(body)).isInstanceOf(RefusalException.class);
  }

  @Test
  void formSaysThatItIsOne() {
    FormBody.refuseOtherType("application/x-www-form-urlencoded");
    FormBody.refuseOtherType("Application/X-WWW-Form-Urlencoded; charset=UTF-8");
    for (String type :
        new String[] {
          null,
          "",
          "application/json",
          "multipart/form-data; boundary=b",
          "application/x-www-form-urlencoded; charset=utf-16",
          "application/x-www-form-urlencoded/x"
        }) {
      Refused.as(Refusal.UNSUPPORTED_MEDIA_TYPE, () -> FormBody.refuseOtherType(type));
    }
  }

  @Test
  void fiveHundredFieldsAreEnough() {
    assertThat(parse("a=1&".repeat(499) + "a=1").get("a")).hasSize(500);
    assertThatThrownBy(() -> parse("a=1&".repeat(500) + "a=1"))
        .isInstanceOf(RefusalException.class);
  }

  private static Map<String, List<String>> parse(String body) {
    return FormBody.parse(body.getBytes(StandardCharsets.ISO_8859_1));
  }
}
