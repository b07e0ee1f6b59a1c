package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.GoogleCalls;
import org.aipassport.support.Race;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Google's own SDK, unmodified: the broker's address for its base URL, a token for its key. */
@ArquillianTest
@Timeout(120)
class GoogleSdkIT implements GoogleCalls {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final int STREAMS = 25;
  private static final List<String> ODD =
      List.of(
          "fake-endless",
          "fake-hang",
          "fake-silence-2",
          "fake-drop-midstream",
          "fake-status-400",
          "fake-status-401",
          "fake-status-404",
          "fake-status-429",
          "fake-status-500");

  private TestGrant grant;
  private Client client;

  @BeforeEach
  void grant() {
    grant =
        TestGrant.of(
            "google", Stream.concat(Stream.of(MODELS), ODD.stream()).toArray(String[]::new));
    client = sdk(grant.token(), options());
    UPSTREAM.clear();
  }

  private static HttpOptions.Builder options() {
    return HttpOptions.builder()
        .baseUrl(Http.BROKER.toString())
        .retryOptions(HttpRetryOptions.builder().attempts(1).build());
  }

  private static Client sdk(String token, HttpOptions.Builder options) {
    return Client.builder().apiKey(token).httpOptions(options.build()).build();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Override
  public Client client() {
    return client;
  }

  @Test
  void bothVersionsOfTheApiAreServed() {
    for (String version : List.of("v1", "v1beta")) {
      Client versioned = sdk(grant.token(), options().apiVersion(version));
      assertThat(text(versioned, "gemini-fake")).isEqualTo("You sent 5 characters.");
      assertThat(versioned.models.get("gemini-fake", null).name()).contains("models/gemini-fake");
      versioned.close();
    }
    assertThat(UPSTREAM.arrivals())
        .allMatch(arrival -> arrival.target().equals("/v1beta/models/gemini-fake:generateContent"));
  }

  @Test
  void modelsAreThoseOfTheGrant() {
    List<String> names = new ArrayList<>();
    client.models.list(null).forEach(model -> names.add(model.name().orElseThrow()));
    assertThat(names)
        .hasSize(MODELS.length + ODD.size())
        .startsWith("models/gemini-fake", "models/embedding-fake");
    assertThat(client.models.get("gemini-fake", null).name()).contains("models/gemini-fake");
    assertThat(code(() -> client.models.get("gemini-other", null))).isEqualTo(404);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void badTokenIsUnauthorized() {
    Client stranger = sdk("eyJhbGciOiJub25lIn0.e30.", options());
    ClientException refusal =
        catchThrowableOfType(ClientException.class, () -> text(stranger, "gemini-fake"));
    assertThat(refusal.code()).isEqualTo(401);
    assertThat(refusal.status()).isEqualTo("UNAUTHENTICATED");
    stranger.close();
  }

  @Test
  void modelOutsideTheGrantIsPermissionDenied() {
    ClientException refusal = refused(ClientException.class, "gemini-other");
    assertThat(refusal.code()).isEqualTo(403);
    assertThat(refusal.status()).isEqualTo("PERMISSION_DENIED");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void refusalsOfTheProviderAreOnes() {
    assertThat(refused(ClientException.class, "fake-status-400").code()).isEqualTo(400);
    assertThat(refused(ClientException.class, "fake-status-404").code()).isEqualTo(404);
    ClientException limit = refused(ClientException.class, "fake-status-429");
    assertThat(limit.code()).isEqualTo(429);
    assertThat(limit.status()).isEqualTo("RESOURCE_EXHAUSTED");
  }

  @Test
  void refusalOfOurKeyIsNotTheCallersFault() {
    ServerException refusal = refused(ServerException.class, "fake-status-401");
    assertThat(refusal.code()).isEqualTo(502);
    assertThat(refusal.message()).doesNotContain("canary");
  }

  @Test
  void faultOfTheProviderIsRetriedAsOftenAsTheSdkIsTold() {
    HttpRetryOptions twice = HttpRetryOptions.builder().attempts(2).initialDelay(0.01).build();
    Client retrying = sdk(grant.token(), options().retryOptions(twice));
    assertThatThrownBy(() -> text(retrying, "fake-status-500")).isInstanceOf(ServerException.class);
    assertThat(UPSTREAM.arrivals()).hasSize(2);
    assertThat(grant.used()).isEqualTo(2);
    retrying.close();
  }

  @Test
  void usedUpGrantIsARateLimit() {
    TestGrant spent = TestGrant.ask("google").models("gemini-fake").maxRequests(0).approved();
    Client capped = sdk(spent.token(), options());
    assertThat(code(() -> text(capped, "gemini-fake"))).isEqualTo(429);
    capped.close();
  }

  @Test
  void hangingAnswerEndsByTheCallersTimeout() {
    Client hasty = sdk(grant.token(), options().timeout(1_000));
    assertThatThrownBy(() -> text(hasty, "fake-hang")).isInstanceOf(GenAiIOException.class);
    hasty.close();
  }

  @Test
  void silenceInAStreamDisturbsNobody() {
    try (ResponseStream<GenerateContentResponse> stream = stream(client, "fake-silence-2")) {
      List<String> texts = new ArrayList<>();
      stream.forEach(chunk -> texts.add(chunk.text()));
      assertThat(texts).startsWith("part 0 ", "part 1 ", "part 2 ");
    }
  }

  @Test
  void brokenStreamIsAnError() {
    try (ResponseStream<GenerateContentResponse> stream = stream(client, "fake-drop-midstream")) {
      assertThatThrownBy(() -> stream.forEach(chunk -> {})).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void callerWhoLeavesEndsTheUpstreamsCall() {
    try (ResponseStream<GenerateContentResponse> stream = stream(client, "fake-endless")) {
      Iterator<GenerateContentResponse> chunks = stream.iterator();
      for (int i = 0; i < 10; i++) {
        chunks.next();
      }
    }
    assertThat(Wait.until(Duration.ofSeconds(2), () -> UPSTREAM.closedByCaller() == 1)).isTrue();
  }

  @Test
  void twoMegabytesPass() {
    var answer = client.models.generateContent("gemini-fake", "ä".repeat(1_000_000), null);
    assertThat(answer.text()).isEqualTo("You sent 1000000 characters.");
  }

  @Test
  void parallelStreamsDoNotMix() {
    String[] models =
        IntStream.range(0, STREAMS).mapToObj(n -> "fake-stream-" + (n + 10)).toArray(String[]::new);
    Client all = sdk(TestGrant.of("google", models).token(), options());
    List<Integer> parts = Race.of(STREAMS, n -> () -> parts(all, models[n])).done();
    assertThat(parts).containsExactlyElementsOf(IntStream.range(10, 35).boxed().toList());
    all.close();
  }

  private static int parts(Client sdk, String model) {
    List<GenerateContentResponse> chunks = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream = stream(sdk, model)) {
      stream.forEach(chunks::add);
    }
    assertThat(chunks).allMatch(chunk -> chunk.modelVersion().orElseThrow().equals(model));
    return chunks.size() - 1;
  }

  private static ResponseStream<GenerateContentResponse> stream(Client sdk, String model) {
    return sdk.models.generateContentStream(model, "hello", null);
  }

  private static String text(Client sdk, String model) {
    return sdk.models.generateContent(model, "hello", null).text();
  }

  private static int code(Runnable call) {
    return catchThrowableOfType(ApiException.class, call::run).code();
  }

  private <E extends ApiException> E refused(Class<E> type, String model) {
    E refusal = catchThrowableOfType(type, () -> text(client, model));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
