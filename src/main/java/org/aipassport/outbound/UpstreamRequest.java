package org.aipassport.outbound;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.config.Deadlines;

/**
 * One request, complete. The client adds Host, User-Agent if there is none, Accept-Encoding,
 * Connection and Content-Length, and nothing else; these and whatever else frames the message are
 * refused here.
 *
 * @param method GET, without a body, or POST
 * @param pathAndQuery begins with one slash and is encoded already (RFC 3986); sent as it is
 * @param headers all others, sent in this order
 * @param body empty for none; not copied: the caller leaves it alone until the call has ended
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and large
public record UpstreamRequest(
    UpstreamTarget target, String method, String pathAndQuery, List<Header> headers, byte[] body) {
  private static final Pattern PATH = Pattern.compile("/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*");

  private static final Set<String> OURS =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public UpstreamRequest {
    headers = List.copyOf(headers);
    if (!method.equals("GET") && !method.equals("POST")) {
      throw new IllegalArgumentException("neither GET nor POST");
    }
    if (method.equals("GET") && body.length > 0) {
      throw new IllegalArgumentException("GET has no body");
    }
    if (!PATH.matcher(pathAndQuery).matches()) {
      throw new IllegalArgumentException("not an encoded path and query");
    }
    URI.create(pathAndQuery); // refuses what is not an escape behind a percent sign
    for (Header header : headers) {
      if (OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("the client makes this header: " + header.name());
      }
    }
  }

  /** The same request with other deadlines. */
  public UpstreamRequest within(Deadlines deadlines) {
    UpstreamTarget other =
        new UpstreamTarget(target.origin(), target.allowPrivate(), deadlines, target.egress());
    return new UpstreamRequest(other, method, pathAndQuery, headers, body);
  }

  URI uri() {
    return URI.create(target.origin() + pathAndQuery);
  }

  boolean has(String name) {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }

  @Override
  public String toString() {
    return method + " " + target.origin(); // path, headers and body may hold what is not for logs
  }
}
