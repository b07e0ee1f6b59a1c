package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.OpenAiCalls;
import org.aipassport.support.Race;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's SDK gets through the broker what it gets from the provider, on every path it serves. */
@ArquillianTest
@Timeout(120)
class OpenAiOperationsIT implements OpenAiCalls {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final int STREAMS = 25;
  private static final List<String> ODD =
      List.of(
          "fake-endless",
          "fake-hang",
          "fake-slow",
          "fake-silence-2",
          "fake-status-429",
          "fake-status-500",
          "fake-drop-midstream",
          "fake-no-final");

  private TestGrant grant;
  private OpenAIClient client;

  @BeforeEach
  void grant() {
    grant =
        TestGrant.of(
            "openai", Stream.concat(Stream.of(MODELS), ODD.stream()).toArray(String[]::new));
    client = sdk().build();
    UPSTREAM.clear();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Override
  public OpenAIClient client() {
    return client;
  }

  private OpenAIOkHttpClient.Builder sdk() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(Http.BROKER + "/v1")
        .apiKey(grant.token())
        .responseValidation(true);
  }

  @Test
  void responsesAreNotStoredUnlessTheGrantSaysSo() {
    client.responses().create(response("gpt-fake").build());
    assertThat(UPSTREAM.arrivals().get(0).text()).contains("\"store\":false");
    assertThatThrownBy(() -> client.responses().create(response("gpt-fake").store(true).build()))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(UPSTREAM.arrivals()).hasSize(1);
    TestGrant storing = TestGrant.ask("openai").models("gpt-fake").storing().approved();
    try (ClosingClient stored = new ClosingClient(storing)) {
      stored.sdk.responses().create(response("gpt-fake").store(true).build());
      assertThat(UPSTREAM.arrivals().get(1).text())
          .contains("\"store\":true")
          .doesNotContain("\"store\":false");
    }
  }

  @Test
  void stateOfTheAccountIsRefusedByName() {
    assertThatThrownBy(
            () ->
                client
                    .responses()
                    .create(response("gpt-fake").previousResponseId("resp_1").build()))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            refusal -> assertThat(refusal.param()).contains("previous_response_id"));
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void pathOutsideTheCapabilitiesIsPermissionDenied() {
    TestGrant narrow = TestGrant.ask("openai").models("image-fake").capabilities("chat").approved();
    try (ClosingClient narrowed = new ClosingClient(narrow)) {
      assertThatThrownBy(
              () ->
                  narrowed
                      .sdk
                      .images()
                      .generate(
                          ImageGenerateParams.builder().model("image-fake").prompt("x").build()))
          .isInstanceOf(PermissionDeniedException.class);
    }
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  private static final class ClosingClient implements AutoCloseable {
    final OpenAIClient sdk;

    ClosingClient(TestGrant grant) {
      sdk =
          OpenAIOkHttpClient.builder()
              .baseUrl(Http.BROKER + "/v1")
              .apiKey(grant.token())
              .maxRetries(0)
              .build();
    }

    @Override
    public void close() {
      sdk.close();
    }
  }

  @Test
  void slowAnswerIsInTimeAndAHangingOneIsNot() {
    assertThat(chat(client, "fake-slow")).isEqualTo("You sent 5 characters.");
    OpenAIClient hasty = client.withOptions(options -> options.timeout(Duration.ofSeconds(1)));
    OpenAIClient once = hasty.withOptions(options -> options.maxRetries(0));
    assertThatThrownBy(() -> chat(once, "fake-hang")).isInstanceOf(OpenAIIoException.class);
  }

  @Test
  void silenceInAStreamDisturbsNobody() {
    try (StreamResponse<ResponseStreamEvent> stream = stream("fake-silence-2")) {
      List<ResponseStreamEvent> events = stream.stream().toList();
      assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
    }
  }

  @Test
  void onlyWhatMayHelpIsRetried() {
    Retries retries = new Retries();
    OpenAIClient counted = sdk().sleeper(retries).build();
    assertThatThrownBy(() -> chat(counted, "fake-status-500"))
        .isInstanceOf(InternalServerException.class);
    assertThat(retries.count()).isEqualTo(2);
    assertThat(UPSTREAM.arrivals()).hasSize(3);
    assertThatThrownBy(() -> chat(counted, "fake-status-429"))
        .isInstanceOf(RateLimitException.class);
    assertThat(retries.count()).isEqualTo(4);
    assertThatThrownBy(() -> chat(counted, "gpt-other"))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(retries.count()).isEqualTo(4);
    counted.close();
  }

  @Test
  void brokenResponseStreamEndsWithAnErrorEvent() {
    try (StreamResponse<ResponseStreamEvent> stream = stream("fake-drop-midstream")) {
      List<ResponseStreamEvent> events = stream.stream().toList();
      assertThat(events.get(events.size() - 1).asError().message()).isNotBlank();
    }
  }

  @Test
  void callerWhoLeavesAResponseEndsTheUpstreamsCall() {
    try (StreamResponse<ResponseStreamEvent> stream = stream("fake-endless")) {
      Iterator<ResponseStreamEvent> events = stream.stream().iterator();
      for (int i = 0; i < 10; i++) {
        events.next();
      }
    }
    assertThat(Wait.until(Duration.ofSeconds(2), () -> UPSTREAM.closedByCaller() == 1)).isTrue();
  }

  @Test
  void twoMegabytesPass() {
    String text = "ä".repeat(1_000_000);
    ChatCompletionCreateParams params =
        ChatCompletionCreateParams.builder().model("gpt-fake").addUserMessage(text).build();
    assertThat(client.chat().completions().create(params).choices().get(0).message().content())
        .contains("You sent 1000000 characters.");
  }

  @Test
  void parallelStreamsDoNotMix() {
    String[] models =
        IntStream.range(0, STREAMS).mapToObj(n -> "fake-stream-" + (n + 10)).toArray(String[]::new);
    TestGrant many = TestGrant.of("openai", models);
    try (ClosingClient all = new ClosingClient(many)) {
      List<Integer> parts = Race.of(STREAMS, n -> () -> parts(all.sdk, models[n])).done();
      assertThat(parts).containsExactlyElementsOf(IntStream.range(10, 35).boxed().toList());
    }
    assertThat(many.used()).isEqualTo(STREAMS);
  }

  /** How many parts a stream had, all of its own model. */
  private static int parts(OpenAIClient sdk, String model) {
    try (StreamResponse<ChatCompletionChunk> stream =
        sdk.chat().completions().createStreaming(chatParams(model))) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      assertThat(chunks).allMatch(chunk -> chunk.model().equals(model));
      for (int i = 0; i < chunks.size() - 1; i++) {
        assertThat(chunks.get(i).choices().get(0).delta().content()).contains("part " + i + " ");
      }
      return chunks.size() - 1;
    }
  }

  private StreamResponse<ResponseStreamEvent> stream(String model) {
    return client.responses().createStreaming(response(model).build());
  }

  private static ResponseCreateParams.Builder response(String model) {
    return ResponseCreateParams.builder().model(model).input("hello");
  }

  private static String chat(OpenAIClient sdk, String model) {
    var answer = sdk.chat().completions().create(chatParams(model));
    return answer.choices().get(0).message().content().orElseThrow();
  }

  private static ChatCompletionCreateParams chatParams(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("hello").build();
  }
}
