package org.aipassport.outbound;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * Writes the head of the request anew, last of all: whatever a library or a provider of the server
 * has put in is gone, and both transports send the same bytes.
 */
final class RequestHead {
  private static final String USER_AGENT = "AIPassport/" + version();

  private RequestHead() {}

  static void write(HttpRequest message, UpstreamRequest request) {
    List<Header> head = new ArrayList<>();
    head.add(new Header("Host", request.target().hostField()));
    if (!request.has("User-Agent")) {
      head.add(new Header("User-Agent", USER_AGENT));
    }
    head.add(new Header("Accept-Encoding", "identity"));
    head.add(new Header("Connection", "keep-alive"));
    head.addAll(request.headers());
    if (request.method().equals("POST")) {
      head.add(new Header("Content-Length", Integer.toString(request.body().length)));
    }
    message.setPath(request.pathAndQuery());
    message.setHeaders(
        head.stream()
            .map(header -> new BasicHeader(header.name(), header.value()))
            .toArray(BasicHeader[]::new));
  }

  /** The build puts its version into this file. */
  private static String version() {
    try (InputStream in = RequestHead.class.getResourceAsStream("/META-INF/aipassport.version")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
