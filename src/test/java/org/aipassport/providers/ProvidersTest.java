package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidersTest {
  @Test
  void presetsComeInTheirOrder() {
    assertThat(GivenProviders.all(Map.of()).all())
        .extracting(provider -> provider.name().value())
        .containsExactly("openai", "anthropic", "google", "mistral", "cohere", "ollama");
  }

  @Test
  void nameThatIsNotConfiguredIsNotFound() {
    assertThat(GivenProviders.all(Map.of()).find(new ProviderName("nobody"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "openai, OPENAI, https://api.openai.com, /v1/chat/completions, /v1/embeddings, /v1/models",
    "mistral, OPENAI, https://api.mistral.ai, /v1/chat/completions, /v1/embeddings, /v1/models",
    "cohere, OPENAI, https://api.cohere.ai, /compatibility/v1/chat/completions,"
        + " /compatibility/v1/embeddings, /compatibility/v1/models",
    "ollama, OPENAI, http://localhost:11434, /v1/chat/completions, /v1/embeddings, /v1/models",
    "anthropic, ANTHROPIC, https://api.anthropic.com, -, -, /v1/models",
    "google, GOOGLE, https://generativelanguage.googleapis.com, -, -, /v1beta/models"
  })
  void presetKnowsItsPaths(
      String name, Protocol protocol, URI origin, String chat, String embeddings, String models) {
    Provider provider = GivenProviders.preset(name);
    assertThat(provider.protocol()).isEqualTo(protocol);
    assertThat(provider.origin()).isEqualTo(origin);
    assertThat(target(provider, "/v1/chat/completions")).isEqualTo(chat);
    assertThat(target(provider, "/v1/embeddings")).isEqualTo(embeddings);
    assertThat(provider.modelsPath()).isEqualTo(models);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, https://gw.example, https://gw.example, /chat/completions, /models",
    "openai, https://gw.example/, https://gw.example, /chat/completions, /models",
    "openai, https://gw.example:8443/a/b/v1, https://gw.example:8443,"
        + " /a/b/v1/chat/completions, /a/b/v1/models",
    "openai, https://[2606:4700::1]:8443/v1, https://[2606:4700::1]:8443,"
        + " /v1/chat/completions, /v1/models",
    "anthropic, https://gw.example/claude, https://gw.example,"
        + " /claude/v1/messages, /claude/v1/models",
    "google, https://gw.example/g, https://gw.example,"
        + " /g/v1beta/models/m:generateContent, /g/v1beta/models"
  })
  void prefixOfTheBaseUrlStaysInFrontAndOutOfTheOrigin(
      String name, String baseUrl, String origin, String chat, String models) {
    Provider provider =
        GivenProviders.of(name, Map.of("aipassport.provider." + name + ".base-url", baseUrl));
    ProxyChat body =
        ProxyChat.of(
            Json.parseObject(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(provider.origin()).hasToString(origin);
    assertThat(provider.target(provider.chat(body))).isEqualTo(chat);
    assertThat(provider.modelsPath()).isEqualTo(models);
  }

  private static String target(Provider provider, String path) {
    JsonObject body = Json.parseObject("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8));
    return provider
        .at(path)
        .map(found -> found.understand(CallerRequest.json(path, Map.of(), body), false))
        .map(provider::target)
        .orElse("-");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, Authorization, 'Bearer '",
    "anthropic, x-api-key, ''",
    "google, x-goog-api-key, ''",
    "mistral, Authorization, 'Bearer '",
    "azure-openai, api-key, ''",
    "bedrock, Authorization, 'Bearer '"
  })
  void keyGoesWhereItsTypeWantsIt(String type, String header, String prefix) {
    Provider provider =
        GivenProviders.of(
            "one",
            Map.of(
                "aipassport.providers", "one",
                "aipassport.provider.one.type", type,
                "aipassport.provider.one.base-url", "https://up.example"));
    assertThat(provider.keyHeader(new SecretText("key-1")))
        .isEqualTo(Map.entry(header, prefix + "key-1"));
  }

  @Test
  void onlyAnthropicWantsAFixedHeader() {
    assertThat(GivenProviders.preset("anthropic").headers(Map.of()))
        .containsExactly(Map.entry("anthropic-version", "2023-06-01"));
    assertThat(GivenProviders.preset("openai").headers(Map.of())).isEmpty();
    assertThat(GivenProviders.preset("google").headers(Map.of())).isEmpty();
  }

  @Test
  void onlyOllamaWorksWithoutKeyAndOnThisMachine() {
    for (Provider provider : GivenProviders.all(Map.of()).all()) {
      boolean ollama = provider.name().value().equals("ollama");
      assertThat(provider.worksWithoutKey()).isEqualTo(ollama);
      assertThat(provider.allowPrivate()).isEqualTo(ollama);
    }
  }

  @Test
  void wireNamesAreThoseOfTheInterface() {
    assertThat(Capability.values())
        .extracting(Capability::wireName)
        .containsExactly("chat", "embeddings", "images", "audio", "code");
    assertThat(Capability.ofWireName("chat")).contains(Capability.CHAT);
    assertThat(Capability.ofWireName("Chat")).isEmpty();
  }
}
