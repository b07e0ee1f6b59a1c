package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallMembersTest {
  private static final String LARGE = "9,".repeat(40_000) + "9";

  @Test
  void largeMembersAreLeftOutAndTheOthersStay() {
    String usage = "\"usage\":{\"a\":[1,{\"b\":\"}\\\",\"}],\"c\":null}";
    String tier = "\"service_tier\":\"default\"";
    String whole =
        "{\"data\":["
            + LARGE
            + "],"
            + usage
            + " , \"text\":\""
            + "x".repeat(70_000)
            + "\","
            + tier
            + "}";
    assertThat(small(whole)).isEqualTo("{" + usage + "," + tier + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"a\":1}", "5", "{\"a\":{\"a\":{}}}"})
  void smallDocumentsStayAsTheyAre(String document) {
    assertThat(small(document)).isEqualTo(document);
  }

  @Test
  void largeArraysHaveNoMembers() {
    assertThat(small("[" + LARGE + "]")).isEqualTo("{}");
  }

  private static String small(String json) {
    return new String(SmallMembers.of(json.getBytes(UTF_8)), UTF_8);
  }
}
