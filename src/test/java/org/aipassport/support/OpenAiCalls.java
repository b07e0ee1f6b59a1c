package org.aipassport.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.audio.AudioResponseFormat;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.audio.translations.TranslationCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.images.ImageCreateVariationParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.inputtokens.InputTokenCountParams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What OpenAI's SDK gets from the provider, and therefore from a broker before it. */
public interface OpenAiCalls {
  /** The models that these calls name. */
  String[] MODELS = {
    "gpt-fake", "text-fake", "image-fake", "speech-fake", "whisper-fake", "moderation-fake"
  };

  OpenAIClient client();

  /** What a structured answer is read into. */
  class Weather {
    public String city;
    public int degrees;
    public boolean rain;
  }

  @Test
  default void completionAnswers() {
    Completion answer = client().completions().create(completion());
    assertThat(answer.choices().get(0).text()).isEqualTo("You sent 5 characters.");
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(10);
  }

  @Test
  default void completionStreams() {
    // the provider's "finish_reason": null is more than this SDK's validation takes
    OpenAIClient lenient = client().withOptions(options -> options.responseValidation(false));
    try (StreamResponse<Completion> stream = lenient.completions().createStreaming(completion())) {
      assertThat(stream.stream().map(chunk -> chunk.choices().get(0).text()).toList())
          .containsExactly("part 0 ", "part 1 ", "part 2 ", "part 3 ", "part 4 ", "");
    }
  }

  private static CompletionCreateParams completion() {
    return CompletionCreateParams.builder().model("text-fake").prompt("hello").build();
  }

  @Test
  default void chatFollowsASchema() {
    var params =
        ChatCompletionCreateParams.builder()
            .model("gpt-fake")
            .addUserMessage("hello")
            .responseFormat(Weather.class)
            .build();
    Weather weather =
        client().chat().completions().create(params).choices().get(0).message().content().get();
    assertThat(weather.city).isEqualTo("fake");
    assertThat(weather.degrees).isEqualTo(7);
  }

  @Test
  default void responseAnswers() {
    Response answer = client().responses().create(response().build());
    assertThat(text(answer)).isEqualTo("You sent 5 characters.");
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(10);
  }

  @Test
  default void responseStreamsItsNamedEvents() {
    ResponseAccumulator whole = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream =
        client().responses().createStreaming(response().build())) {
      List<ResponseStreamEvent> events = stream.stream().peek(whole::accumulate).toList();
      assertThat(events).hasSize(13).allMatch(ResponseStreamEvent::isValid);
      assertThat(events.get(0).isCreated()).isTrue();
      assertThat(events.get(12).isCompleted()).isTrue();
    }
    assertThat(text(whole.response())).isEqualTo("part 0 part 1 part 2 part 3 part 4 ");
    assertThat(whole.response().usage()).isPresent();
  }

  private static String text(Response answer) {
    return answer.output().get(0).asMessage().content().get(0).asOutputText().text();
  }

  @Test
  default void responseCallsAFunctionInBothForms() {
    FunctionTool weather =
        FunctionTool.builder()
            .name("weather")
            .strict(false)
            .parameters(
                FunctionTool.Parameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty(
                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .build())
            .build();
    ResponseCreateParams params = response().addTool(weather).build();
    var call = client().responses().create(params).output().get(0).asFunctionCall();
    assertThat(call.arguments()).isEqualTo("{\"city\":\"fake\"}");
    try (StreamResponse<ResponseStreamEvent> stream =
        client().responses().createStreaming(params)) {
      assertThat(
              stream.stream()
                  .flatMap(event -> event.functionCallArgumentsDone().stream())
                  .map(done -> done.arguments()))
          .containsExactly("{\"city\":\"fake\"}");
    }
  }

  @Test
  default void responseFollowsASchema() {
    var answer = client().responses().create(response().text(Weather.class).build());
    Weather weather =
        answer.output().get(0).message().orElseThrow().content().get(0).asOutputText();
    assertThat(weather.rain).isTrue();
  }

  @Test
  default void inputTokensAreCounted() {
    var params = InputTokenCountParams.builder().model("gpt-fake").input("hello").build();
    assertThat(client().responses().inputTokens().count(params).inputTokens()).isEqualTo(5);
  }

  private static ResponseCreateParams.Builder response() {
    return ResponseCreateParams.builder().model("gpt-fake").input("hello");
  }

  @Test
  default void imagesAreMade() {
    var answer = client().images().generate(image().n(2).build());
    assertThat(answer.data().orElseThrow()).hasSize(2);
    var image = answer.data().get().get(0);
    assertThat(Base64.getDecoder().decode(image.b64Json().orElseThrow())).startsWith(0x89, 'P');
    assertThat(image.revisedPrompt()).contains("You sent 5 characters.");
  }

  @Test
  default void imageArrivesInParts() {
    try (StreamResponse<ImageGenStreamEvent> stream =
        client().images().generateStreaming(image().partialImages(2).build())) {
      List<ImageGenStreamEvent> events = stream.stream().toList();
      assertThat(events).hasSize(3);
      assertThat(events.get(1).asGenerationPartialImage().partialImageIndex()).isEqualTo(1);
      assertThat(events.get(2).asGenerationCompleted().usage().outputTokens()).isEqualTo(16);
    }
  }

  private static ImageGenerateParams.Builder image() {
    return ImageGenerateParams.builder().model("image-fake").prompt("hello");
  }

  @Test
  default void imageIsEdited() {
    var params =
        ImageEditParams.builder()
            .model("image-fake")
            .prompt("hello")
            .image(
                MultipartField.<ImageEditParams.Image>builder()
                    .value(ImageEditParams.Image.ofInputStream(file(1000)))
                    .filename("in.png")
                    .contentType("image/png")
                    .build())
            .build();
    var images = client().images().edit(params).data().orElseThrow();
    assertThat(images.get(0).revisedPrompt())
        .contains("You sent 5 characters, 1000 bytes of in.png.");
  }

  @Test
  default void imageIsVaried() {
    var params =
        ImageCreateVariationParams.builder()
            .model("image-fake")
            .image(named("in.png", "image/png", 700))
            .build();
    var images = client().images().createVariation(params).data().orElseThrow();
    assertThat(images.get(0).revisedPrompt().orElseThrow()).contains("700 bytes of in.png");
  }

  @Test
  default void speechArrivesByteForByte() throws IOException {
    SpeechCreateParams params =
        SpeechCreateParams.builder().model("speech-fake").voice("alloy").input("hello").build();
    try (HttpResponse answer = client().audio().speech().create(params);
        InputStream body = answer.body()) {
      byte[] audio = body.readAllBytes();
      assertThat(answer.headers().values("content-type")).containsExactly("audio/mpeg");
      assertThat(audio).hasSize(5 * (4 + 7 + 256) + 22).startsWith(0xff, 0xfb);
      assertThat(audio[4 + 7 + 200]).isEqualTo((byte) 200);
      assertThat(new String(audio, StandardCharsets.ISO_8859_1)).endsWith("You sent 5 characters.");
    }
  }

  @Test
  default void fileIsTranscribed() {
    var answer = client().audio().transcriptions().create(transcription().build());
    assertThat(answer.asTranscription().text()).isEqualTo("Heard 3000 bytes of a.mp3.");
    var verbose =
        client()
            .audio()
            .transcriptions()
            .create(transcription().responseFormat(AudioResponseFormat.VERBOSE_JSON).build());
    assertThat(verbose.asVerbose().segments().orElseThrow()).hasSize(1);
  }

  @Test
  default void transcriptStreams() {
    try (StreamResponse<TranscriptionStreamEvent> stream =
        client().audio().transcriptions().createStreaming(transcription().build())) {
      List<TranscriptionStreamEvent> events = stream.stream().toList();
      assertThat(events).hasSize(6);
      assertThat(events.get(0).asTranscriptTextDelta().delta()).isEqualTo("part 0 ");
      assertThat(events.get(5).asTranscriptTextDone().usage()).isPresent();
    }
  }

  @Test
  default void fileIsTranslated() {
    var params =
        TranslationCreateParams.builder()
            .model("whisper-fake")
            .file(named("a.mp3", "audio/mpeg", 3000))
            .build();
    assertThat(client().audio().translations().create(params).asTranslation().text())
        .isEqualTo("Heard 3000 bytes of a.mp3.");
  }

  private static TranscriptionCreateParams.Builder transcription() {
    return TranscriptionCreateParams.builder()
        .model("whisper-fake")
        .file(named("a.mp3", "audio/mpeg", 3000));
  }

  private static MultipartField<InputStream> named(String name, String type, int size) {
    return MultipartField.<InputStream>builder()
        .value(file(size))
        .filename(name)
        .contentType(type)
        .build();
  }

  /** Bytes of every value, line ends and dashes among them. */
  private static InputStream file(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 7);
    }
    return new ByteArrayInputStream(bytes);
  }

  @Test
  default void textIsModerated() {
    var params =
        ModerationCreateParams.builder()
            .model("moderation-fake")
            .inputOfStrings(List.of("hello", "some violence"))
            .build();
    var results = client().moderations().create(params).results();
    assertThat(results).hasSize(2);
    assertThat(results.get(0).flagged()).isFalse();
    assertThat(results.get(1).categories().violence()).isTrue();
  }
}
