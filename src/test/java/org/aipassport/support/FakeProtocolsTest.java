package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fake is taken for the real ones by their own SDKs. */
class FakeProtocolsTest {
  private static final FakeProvider PROVIDER = FakeProvider.start(0);

  @AfterAll
  static void stop() {
    PROVIDER.close();
  }

  @Nested
  class OpenAi implements OpenAiCalls {
    private final OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(PROVIDER.origin() + "/v1")
            .apiKey("sk-test")
            .maxRetries(0)
            .responseValidation(true)
            .build();

    @Override
    public OpenAIClient client() {
      return client;
    }
  }

  @Nested
  class Anthropic implements AnthropicCalls {
    private final AnthropicClient client =
        AnthropicOkHttpClient.builder()
            .baseUrl(PROVIDER.origin().toString())
            .apiKey("sk-test")
            .maxRetries(0)
            .responseValidation(true)
            .build();

    @Override
    public AnthropicClient client() {
      return client;
    }

    @Test
    void modelsAreListed() {
      assertThat(client.models().list().data().get(0).id()).isEqualTo("claude-fake");
      assertThat(client.models().retrieve("claude-fake").id()).isEqualTo("claude-fake");
    }
  }

  @Nested
  class Google implements GoogleCalls {
    private final Client client =
        Client.builder()
            .apiKey("sk-test")
            .httpOptions(HttpOptions.builder().baseUrl(PROVIDER.origin().toString()).build())
            .build();

    @Override
    public Client client() {
      return client;
    }

    @Test
    void modelsAreListed() {
      List<String> names = new ArrayList<>();
      client.models.list(null).forEach(model -> names.add(model.name().orElseThrow()));
      assertThat(names)
          .as(PROVIDER.arrivals().toString())
          .containsExactly("models/gemini-fake", "models/gemini-other");
      assertThat(client.models.get("gemini-fake", null).name()).contains("models/gemini-fake");
    }
  }
}
