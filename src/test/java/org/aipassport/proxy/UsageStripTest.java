package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageStripTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1.50,\"usage\":null} | {\"a\":1.50}",
        "{\"usage\":null,\"a\":1e0} | {\"a\":1e0}",
        "{\"a\":1,\"usage\":null,\"b\":\"é\\u00e9\"} | {\"a\":1,\"b\":\"é\\u00e9\"}",
        "{\"a\": 1, \"usage\": null, \"b\": []} | {\"a\": 1, \"b\": []}",
        "{\"usage\":null} | {}",
        "{\"choices\":[{\"usage\":null}],\"usage\":null} | {\"choices\":[{\"usage\":null}]}",
        "{\"choices\":[],\"usage\":null} | {\"choices\":[]}",
        "{\"choices\":[{}],\"usage\":{\"a\":[{}]}} | {\"choices\":[{}]}",
        "{\"usage\":{\"a\":1},\"choices\":[[]]} | {\"choices\":[[]]}",
        "{\"usage\":{\"total_tokens\":3}} | {}",
        "{\"error\":{},\"usage\":{}} | {\"error\":{}}",
        "{\"a\":1,\"usage\":[1]} | {\"a\":1}"
      })
  void usageGoesAndAllElseStaysAsItWas(String data, String left) {
    assertThat(strip("id: 1\ndata: " + data + "\n\n")).contains("id: 1\ndata: " + left + "\n\n");
    assertThat(strip("data: " + data + "\r\n\r\n")).contains("data: " + left + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[],\"usage\":{\"total_tokens\":3}}",
        "{\"id\":\"x\",\"usage\":{},\"choices\":[ ],\"z\":1}"
      })
  void chunkForUsageAloneIsLeftOut(String data) {
    assertThat(strip("data: " + data + "\n\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: [DONE]\n\n",
        ": usage\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":null\"}}]}\n\n",
        "data: {\"choices\":[{\"usage\":null}]}\n\n",
        "data: \"usage\"\n\n",
        "data: {\"usage\"\n\n",
        "data: {\"a\":\"\\\n\n",
        "data: [{\"usage\":null}]\n\n"
      })
  void everythingElseStays(String event) {
    assertThat(strip(event)).contains(event);
  }

  @Test
  void commentBesideTheUsageStays() {
    String event = ": keep me\ndata: {\"choices\":null,\"usage\":{\"total_tokens\":3}}\n\n";
    assertThat(UsageStrip.strip(event.getBytes(UTF_8)))
        .hasValueSatisfying(left -> assertThat(left).asString(UTF_8).isEqualTo(": keep me\n\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: 1~data: {\"a\":1,~data: \"usage\":{\"b\":2}}~: c~~" + " | id: 1~data: {\"a\":1}~: c~~",
        "data:{\"usage\":null,~data:\"a\":1}~~ | data: {~data: \"a\":1}~~",
        "data: {\"choices\":[],~data: \"usage\":{}}~~ | ''",
        "data: {\"a\":1,~data: \"b\":{\"usage\":1}}~~ | data: {\"a\":1,~data:"
            + " \"b\":{\"usage\":1}}~~"
      })
  void dataOfSeveralLinesIsReadAsOne(String event, String left) {
    assertThat(strip(event.replace('~', '\n')).orElse("")).isEqualTo(left.replace('~', '\n'));
    assertThat(strip(event.replace("~", "\r\n")).orElse("")).isEqualTo(left.replace("~", "\r\n"));
  }

  private static Optional<String> strip(String event) {
    return UsageStrip.strip(event.getBytes(UTF_8)).map(bytes -> new String(bytes, UTF_8));
  }
}
