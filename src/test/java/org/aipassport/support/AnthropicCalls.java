package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Anthropic's SDK gets from the provider, and therefore from a broker before it. */
public interface AnthropicCalls {
  /** The models that these calls name. */
  String[] MODELS = {"claude-fake", "fake-comments"};

  AnthropicClient client();

  /** What a structured answer is read into. */
  class Weather {
    public String city;
    public int degrees;
  }

  @Test
  default void messageAnswers() {
    Message answer = client().messages().create(ask("claude-fake").build());
    assertThat(text(answer)).isEqualTo("You sent 5 characters.");
    assertThat(answer.usage().outputTokens()).isEqualTo(5);
    assertThat(answer.stopReason()).contains(StopReason.END_TURN);
  }

  @Test
  default void messageStreams() {
    Message whole = streamed(client(), ask("claude-fake").build());
    assertThat(text(whole)).isEqualTo("part 0 part 1 part 2 part 3 part 4 ");
    assertThat(whole.usage().inputTokens()).isEqualTo(5);
    assertThat(whole.usage().outputTokens()).isEqualTo(5);
  }

  @Test
  default void commentsAndUnknownEventsDisturbNobody() {
    // validation of answers, which is off by default, is against unknown events
    AnthropicClient lenient = client().withOptions(options -> options.responseValidation(false));
    assertThat(text(streamed(lenient, ask("fake-comments").build()))).contains("part 4 ");
  }

  @Test
  default void thoughtsArriveInBothForms() {
    MessageCreateParams params = ask("claude-fake").enabledThinking(1024).build();
    for (Message answer : List.of(client().messages().create(params), streamed(client(), params))) {
      var thought = answer.content().get(0).thinking().orElseThrow();
      assertThat(thought.thinking()).isEqualTo("Fake thought.");
      assertThat(thought.signature()).isEqualTo("c2lnbmVk");
      assertThat(answer.content().get(1).isText()).isTrue();
    }
  }

  @Test
  default void toolIsUsedInBothForms() {
    Tool weather =
        Tool.builder()
            .name("weather")
            .inputSchema(
                Tool.InputSchema.builder()
                    .properties(
                        JsonValue.from(Map.of("city", Map.of("type", "string")))
                            .convert(Tool.InputSchema.Properties.class))
                    .build())
            .build();
    MessageCreateParams params = ask("claude-fake").addTool(weather).build();
    for (Message answer : List.of(client().messages().create(params), streamed(client(), params))) {
      var use = answer.content().get(0).toolUse().orElseThrow();
      assertThat(use.name()).isEqualTo("weather");
      assertThat(use._input().toString()).isEqualTo("{city=fake}");
      assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
    }
  }

  @Test
  default void messageFollowsASchema() {
    var params = ask("claude-fake").outputConfig(Weather.class).build();
    Weather weather =
        client().messages().create(params).content().get(0).text().orElseThrow().text();
    assertThat(weather.city).isEqualTo("fake");
    assertThat(weather.degrees).isEqualTo(7);
  }

  @Test
  default void tokensAreCounted() {
    var params =
        MessageCountTokensParams.builder().model("claude-fake").addUserMessage("hello").build();
    assertThat(client().messages().countTokens(params).inputTokens()).isEqualTo(5);
  }

  private static Message streamed(AnthropicClient client, MessageCreateParams params) {
    MessageAccumulator whole = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
      stream.stream().forEach(whole::accumulate);
    }
    return whole.message();
  }

  private static String text(Message message) {
    return message.content().get(0).text().orElseThrow().text();
  }

  private static MessageCreateParams.Builder ask(String model) {
    return MessageCreateParams.builder().model(model).maxTokens(2048).addUserMessage("hello");
  }
}
