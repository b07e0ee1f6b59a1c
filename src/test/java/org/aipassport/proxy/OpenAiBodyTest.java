package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Operation;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiBodyTest {
  @Test
  void bodyLeavesMemberForMemberAsItWasRead() {
    String text = "{\"z\":[1.50,1e2],\"model\":\"m\",\"user\":\"\\u00fc\",\"a\":{\"b\":null}}";
    OpenAiBody body = read(text);
    assertThat(Json.text(body.to(GivenProviders.preset("openai")).body()))
        .isEqualTo(text.replace("\\u00fc", "ü"));
    assertThat(body.stream()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'model':null}", "{'model':1}", "{'model':''}", "{'model':'a b'}"})
  void modelMustBeNamed(String text) {
    Refused.field("model", () -> read(text.replace('\'', '"')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "'true'", "[]", "{}", "0"})
  void streamMustBeTrueOrFalse(String value) {
    String text = "{'model':'m','stream':" + value + "}";
    Refused.field("stream", () -> read(text.replace('\'', '"')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"anthropic", "google"})
  void grantForAnotherProtocolDoesNotCoverThisPath(String provider) {
    String detail =
        Refused.as(
                Refusal.OUT_OF_SCOPE,
                () -> read("{\"model\":\"m\"}").to(GivenProviders.preset(provider)))
            .detail();
    assertThat(detail).contains(provider, "/proxy/chat");
  }

  private static OpenAiBody read(String text) {
    return OpenAiBody.of(Operation.CHAT_COMPLETIONS, Json.parseObject(text.getBytes(UTF_8)));
  }
}
