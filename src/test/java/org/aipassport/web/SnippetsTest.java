package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.aipassport.grants.GrantScope;
import org.aipassport.providers.Capability;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.support.Golden;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SnippetsTest {
  private static final Snippets SNIPPETS =
      new Snippets("https://broker.example", new SecretText("the.signed.token"));

  private static Provider provider(String name) {
    return GivenProviders.preset(name);
  }

  private static List<Snippet> of(String provider, Capability... capabilities) {
    return SNIPPETS.of(
        provider(provider),
        new GrantScope(
            new ProviderName(provider),
            List.of(new ModelName("the-model"), new ModelName("another")),
            List.of(capabilities),
            OptionalLong.empty(),
            Optional.empty(),
            false));
  }

  /** All that there is for one kind of provider, byte for byte. */
  @ParameterizedTest
  @CsvSource({"openai", "anthropic", "google", "mistral"})
  void chatIsShownInEveryLanguageThatFits(String provider) {
    String all =
        of(provider, Capability.CHAT, Capability.IMAGES).stream()
            .map(snippet -> "=== " + snippet.kind() + "\n" + snippet.text())
            .collect(Collectors.joining("\n"));
    assertThat(all).isEqualTo(Golden.text("snippets/" + provider + ".txt"));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, EMBEDDINGS, /v1/embeddings",
    "openai, IMAGES, /v1/images/generations",
    "openai, AUDIO, /v1/audio/speech",
    "google, EMBEDDINGS, /v1beta/models/the-model:embedContent",
  })
  void withoutChatWhatIsGrantedIsShown(String provider, Capability capability, String path) {
    List<Snippet> snippets = of(provider, capability);
    assertThat(snippets)
        .extracting(Snippet::kind)
        .containsExactly("terminal", "powershell", "curl");
    assertThat(snippets.get(2).text()).contains("https://broker.example" + path);
  }

  @Test
  void whatNeitherTableNorSdkHasIsNotShown() {
    assertThat(of("anthropic", Capability.IMAGES))
        .extracting(Snippet::kind)
        .containsExactly("terminal", "powershell");
  }

  @Test
  void nothingIsLeftToFillIn() {
    for (String provider : List.of("openai", "anthropic", "google")) {
      assertThat(of(provider, Capability.values()))
          .allSatisfy(snippet -> assertThat(snippet.text()).doesNotContain("${"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyToolGetsItsSettings(ToolPreset preset) {
    assertThat(
            Arrays.asList("openai", "anthropic", "google").stream()
                .filter(name -> preset.fits(provider(name)))
                .allMatch(name -> of(name, Capability.CHAT).stream().anyMatch(preset::shows)))
        .isTrue();
  }
}
