package org.aipassport.support;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A response that keeps what it is given; a call that it does not know fails the test. */
public final class FakeResponse {
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status = 200;
  private boolean committed;

  public int status() {
    return status;
  }

  public boolean isCommitted() {
    return committed;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** All headers, by name without regard to case. */
  public Map<String, String> headers() {
    return headers;
  }

  public String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  public HttpServletResponse servlet() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            FakeResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, asked, arguments) -> answer(asked.getName(), arguments));
  }

  private Object answer(String asked, Object[] arguments) {
    switch (asked) {
      case "setStatus" -> status = (int) arguments[0];
      case "addHeader" ->
          headers.merge((String) arguments[0], (String) arguments[1], (a, b) -> a + "\n" + b);
      case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
      case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
      case "setContentLength" -> headers.put("Content-Length", arguments[0].toString());
      case "resetBuffer" -> body.reset();
      case "flushBuffer" -> committed = true;
      case "isCommitted" -> {
        return committed;
      }
      case "containsHeader" -> {
        return headers.containsKey((String) arguments[0]);
      }
      case "getOutputStream" -> {
        return stream();
      }
      default -> throw new UnsupportedOperationException(asked);
    }
    return null;
  }

  private ServletOutputStream stream() {
    return new ServletOutputStream() {
      @Override
      public void write(int one) {
        body.write(one);
      }

      @Override
      public void flush() {
        committed = true;
      }

      @Override
      public boolean isReady() {
        throw new UnsupportedOperationException("isReady");
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException("setWriteListener");
      }
    };
  }
}
