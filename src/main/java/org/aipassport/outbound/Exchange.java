package org.aipassport.outbound;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.aipassport.outbound.UpstreamFailure.Kind;

/** A call with its answer. */
final class Exchange implements UpstreamExchange {
  private final Call call;
  private final AnswerBody body;

  Exchange(Call call, InputStream raw) {
    this.call = call;
    this.body = new AnswerBody(call, raw);
  }

  @Override
  public int status() {
    return call.status();
  }

  @Override
  public Optional<String> header(String name) {
    return headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  @Override
  public List<Header> headers() {
    return call.headers();
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void abort() {
    call.end(Kind.ABORTED);
  }

  @Override
  public void close() {
    body.close();
  }
}
