package org.aipassport.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Plain HTTP to the broker; every answer is kept for {@link Canaries}. */
final class Http {
  static final URI BROKER = URI.create("http://localhost:" + TestServer.BROKER_PORT);

  static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Http() {}

  static Answer get(String path, String... headers) {
    return send("GET", path, (byte[]) null, headers);
  }

  /** Sends JSON; {@code headers} are names and values in turn. */
  static Answer post(String path, String json, String... headers) {
    return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
  }

  static Answer send(String method, String path, byte @Nullable [] body, String... headers) {
    HttpRequest request = request(method, path, body, headers);
    try {
      HttpResponse<String> response =
          CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      Answer answer = new Answer(response.statusCode(), response.headers().map(), response.body());
      Canaries.heard(method + " " + path, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static HttpRequest request(
      String method, String path, byte @Nullable [] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(BROKER + path))
            .timeout(PATIENCE)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    boolean typed = false;
    for (int i = 0; i < headers.length; i += 2) {
      typed |= headers[i].equalsIgnoreCase("Content-Type");
      if (!headers[i + 1].isEmpty()) {
        request.header(headers[i], headers[i + 1]);
      }
    }
    if (body != null && !typed) {
      request.header("Content-Type", "application/json");
    }
    return request.build();
  }

  /** A header that presents {@code secret}. */
  static String[] bearer(String secret) {
    return new String[] {"Authorization", "Bearer " + secret};
  }
}
