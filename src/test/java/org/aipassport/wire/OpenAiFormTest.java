package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.models.audio.AudioModel;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What OpenAI's SDK for Java sends is read; it is not written down here but asked for. */
class OpenAiFormTest {
  private final CompletableFuture<MultipartForm> form = new CompletableFuture<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            form.complete(MultipartForm.parse(type, exchange.getRequestBody().readAllBytes()));
          } catch (RuntimeException e) {
            form.completeExceptionally(e);
          }
          byte[] answer = "{\"text\":\"hello\"}".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void transcriptionIsRead() {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .apiKey("none")
            .baseUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .maxRetries(0)
            .build();
    InputStream sound = new ByteArrayInputStream("RIFF".getBytes(UTF_8));
    var unused =
        client
            .audio()
            .transcriptions()
            .create(
                TranscriptionCreateParams.builder()
                    .model(AudioModel.WHISPER_1)
                    .temperature(0.5)
                    .file(
                        MultipartField.<InputStream>builder()
                            .value(sound)
                            .filename("sp\"eech é.wav")
                            .contentType("audio/wav")
                            .build())
                    .build());
    assertThat(form).isCompleted();
    assertThat(GivenForm.shown(form.join()))
        .anyMatch(part -> part.matches("model( \\[text/plain[^]]*])? = whisper-1"))
        .anyMatch(part -> part.matches("temperature( \\[text/plain[^]]*])? = 0.5"))
        .anyMatch(part -> part.matches("file \\(sp.*eech.*\\.wav\\) \\[audio/wav] = RIFF"));
  }
}
