package org.aipassport.support;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.outbound.Header;
import org.aipassport.outbound.UpstreamExchange;

/** An upstream's answer as a test describes it. */
public final class FakeExchange implements UpstreamExchange {
  private final int status;
  private final List<String[]> headers = new ArrayList<>();
  private InputStream body = InputStream.nullInputStream();

  public FakeExchange(int status) {
    this.status = status;
  }

  /** Adds a header, whatever is in it. */
  public FakeExchange with(String name, String value) {
    headers.add(new String[] {name, value});
    return this;
  }

  public FakeExchange body(String type, String text) {
    return body(type, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  public FakeExchange body(String type, InputStream bytes) {
    body = bytes;
    return with("Content-Type", type);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return headers.stream().filter(h -> h[0].equalsIgnoreCase(name)).map(h -> h[1]).findFirst();
  }

  @Override
  public List<Header> headers() {
    return headers.stream().map(h -> new Header(h[0], h[1])).toList();
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
