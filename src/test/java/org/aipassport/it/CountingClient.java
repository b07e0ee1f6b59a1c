package org.aipassport.it;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.client.okhttp.OkHttpClient;
import com.openai.core.ClientOptions;
import com.openai.core.RequestOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The SDK's own HTTP client, counting how often the SDK tries. */
final class CountingClient implements HttpClient {
  private final HttpClient client = OkHttpClient.builder().build();
  private final AtomicInteger attempts = new AtomicInteger();

  /** An SDK with its default number of retries that tries by this client. */
  OpenAIClient sdk(String token) {
    return new OpenAIClientImpl(
        ClientOptions.builder()
            .httpClient(this)
            .baseUrl(Http.BROKER + "/v1")
            .apiKey(token)
            .build());
  }

  int attempts() {
    return attempts.get();
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    attempts.incrementAndGet();
    return client.execute(request, options);
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    attempts.incrementAndGet();
    return client.executeAsync(request, options);
  }

  @Override
  public void close() {
    client.close();
  }
}
