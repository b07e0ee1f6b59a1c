package org.aipassport.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.wire.FormBody;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has come already. Its parameters are those of the query and, of a form,
 * those of the body.
 */
final class BufferedRequest extends HttpServletRequestWrapper {
  private byte[] bytes = {};
  private Body body = new Body(bytes);
  private @Nullable Map<String, String[]> parameters;

  BufferedRequest(HttpServletRequest request) {
    super(request);
  }

  /** The body that has come. */
  void hold(byte[] whole) {
    bytes = whole;
    body = new Body(whole);
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return getParameterMap().get(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> known = parameters;
    if (known == null) {
      known = read();
      parameters = known;
    }
    return known;
  }

  private Map<String, String[]> read() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    super.getParameterMap()
        .forEach((name, values) -> all.put(name, new ArrayList<>(List.of(values))));
    String type = getContentType();
    if (type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(FormBody.TYPE)) {
      FormBody.parse(bytes)
          .forEach(
              (name, values) -> all.computeIfAbsent(name, key -> new ArrayList<>()).addAll(values));
    }
    Map<String, String[]> read = new LinkedHashMap<>();
    all.forEach((name, values) -> read.put(name, values.toArray(String[]::new)));
    return Collections.unmodifiableMap(read);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private static final class Body extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Body(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("all of it is here already");
    }
  }
}
