package org.aipassport.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.aipassport.config.Deadlines;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/** HttpClient 5 by its own API, for servers whose JAX-RS client is not Jersey. */
final class HttpClientTransport implements Transport {
  private final CloseableHttpClient client;

  HttpClientTransport(ConnectionPool pool) {
    client = pool.rule(HttpClientBuilder.create(), Call::of).build();
  }

  @Override
  public InputStream send(Call call) throws IOException, HttpException {
    UpstreamRequest request = call.request();
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    message.setConfig(rules(call.deadlines()));
    if (request.method().equals("POST")) {
      message.setEntity(new ByteArrayEntity(request.body(), ContentType.APPLICATION_OCTET_STREAM));
    }
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(Call.ATTRIBUTE, call);
    ClassicHttpResponse response =
        client.executeOpen(HttpHost.create(request.target().origin()), message, context);
    InputStream body =
        response.getEntity() == null
            ? InputStream.nullInputStream()
            : response.getEntity().getContent();
    return new FilterInputStream(body) {
      @Override
      public void close() {
        message.abort(); // or the rest would be read
        Closer.closeQuietly(response);
      }
    };
  }

  @SuppressWarnings("deprecation") // the successor is per route, and deadlines are per target
  private static RequestConfig rules(Deadlines deadlines) {
    return RequestConfig.copy(ConnectionPool.RULES)
        .setConnectionRequestTimeout(Timeout.of(deadlines.connect()))
        .setConnectTimeout(Timeout.of(deadlines.connect()))
        .setResponseTimeout(Timeout.of(deadlines.firstByte()))
        .build();
  }

  @Override
  public void close() {
    Closer.closeQuietly(client);
  }
}
