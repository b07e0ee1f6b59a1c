package org.aipassport.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "openai", "my-upstream-2", "a2345678901234567890123456789012"})
  void providerNameIsTaken(String name) {
    assertThat(new ProviderName(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "OpenAI",
        "2fast",
        "-a",
        "a_b",
        "a.b",
        "a b",
        "a/b",
        "openai\n",
        "оpenai",
        "a23456789012345678901234567890123"
      })
  void otherFormIsNoProviderName(String name) {
    assertThat(ProviderName.isName(name)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new ProviderName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt-4.1", "meta-llama/Llama-3:8b", "claude@20240229", "ft:gpt-4o:org::id", "_"})
  void modelNameIsTakenAsItIsSpelt(String name) {
    assertThat(new ModelName(name)).hasToString(name).isEqualTo(new ModelName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "gpt 4", "gpt-4\n", "gpt-4?", "gpt-4#", "gpt%2F4", "gpt\\4", "gpt-4é"})
  void otherFormIsNoModelName(String name) {
    assertThat(ModelName.isName(name)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new ModelName(name));
  }

  @Test
  void modelNameHasAtMost128Characters() {
    assertThat(ModelName.isName("m".repeat(128))).isTrue();
    assertThat(ModelName.isName("m".repeat(129))).isFalse();
  }

  @Test
  void modelNamesThatDifferByCaseDiffer() {
    assertThat(new ModelName("GPT-4")).isNotEqualTo(new ModelName("gpt-4"));
  }
}
