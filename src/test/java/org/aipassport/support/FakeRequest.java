package org.aipassport.support;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request as a test describes it; a question that it does not know fails the test. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // short bodies
public final class FakeRequest {
  private record Field(String name, String value) {}

  private final String method;
  private final String uri;
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, Object> attributes = new HashMap<>();
  private final Map<String, String[]> parameters = new LinkedHashMap<>();
  private final List<Cookie> cookies = new ArrayList<>();
  private String context = "";
  private String query;
  private String address = "127.0.0.1";
  private boolean secure;
  private InputStream body = InputStream.nullInputStream();

  private FakeRequest(String method, String uri) {
    this.method = method;
    this.uri = uri;
  }

  /** A request whose target is sent exactly as it is written here. */
  public static FakeRequest of(String method, String uri) {
    return new FakeRequest(method, uri);
  }

  public static FakeRequest get(String uri) {
    return of("GET", uri);
  }

  /** A POST of JSON whose length is told. */
  public static FakeRequest post(String uri, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return of("POST", uri)
        .with("Content-Type", "application/json")
        .with("Content-Length", Integer.toString(bytes.length))
        .body(new ByteArrayInputStream(bytes));
  }

  /** Adds a header field, also where one of that name is there. */
  public FakeRequest with(String name, String value) {
    fields.add(new Field(name, value));
    return this;
  }

  /** A parameter with all its values. */
  public FakeRequest parameter(String name, String... values) {
    parameters.put(name, values);
    return this;
  }

  /** Adds a cookie, also where one of that name is there. */
  public FakeRequest cookie(String name, String value) {
    cookies.add(new Cookie(name, value));
    return this;
  }

  public FakeRequest query(String text) {
    query = text;
    return this;
  }

  public FakeRequest below(String contextPath) {
    context = contextPath;
    return this;
  }

  public FakeRequest from(String remoteAddress) {
    address = remoteAddress;
    return this;
  }

  public FakeRequest overTls() {
    secure = true;
    return this;
  }

  public FakeRequest body(InputStream bytes) {
    body = bytes;
    return this;
  }

  public HttpServletRequest servlet() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, asked, arguments) -> answer(asked.getName(), arguments));
  }

  private Object answer(String asked, Object[] arguments) {
    return switch (asked) {
      case "getMethod" -> method;
      case "getProtocol" -> "HTTP/1.1";
      case "getRequestURI" -> uri;
      case "getContextPath" -> context;
      case "getQueryString" -> query;
      case "getRemoteAddr" -> address;
      case "isSecure" -> secure;
      case "getHeader" -> values(arguments[0]).stream().findFirst().orElse(null);
      case "getHeaders" -> Collections.enumeration(values(arguments[0]));
      case "getHeaderNames" ->
          Collections.enumeration(fields.stream().map(Field::name).distinct().toList());
      case "getContentType" -> values("Content-Type").stream().findFirst().orElse(null);
      case "getContentLengthLong" ->
          values("Content-Length").stream().map(Long::valueOf).findFirst().orElse(-1L);
      case "getParameterValues" -> parameters.get((String) arguments[0]);
      case "getParameterMap" -> parameters;
      case "getCookies" -> cookies.isEmpty() ? null : cookies.toArray(Cookie[]::new);
      case "getInputStream" -> stream();
      case "getAttribute" -> attributes.get((String) arguments[0]);
      case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
      case "getUserPrincipal" -> null;
      case "isUserInRole" -> true; // a container that believes everything
      case "toString" -> method + " " + uri;
      default -> throw new UnsupportedOperationException(asked);
    };
  }

  private List<String> values(Object name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase((String) name))
        .map(Field::value)
        .toList();
  }

  private ServletInputStream stream() {
    if (body instanceof ServletInputStream ready) {
      return ready;
    }
    return new ServletInputStream() {
      @Override
      public int read() throws IOException {
        return body.read();
      }

      @Override
      public boolean isFinished() {
        throw new UnsupportedOperationException("isFinished");
      }

      @Override
      public boolean isReady() {
        throw new UnsupportedOperationException("isReady");
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("setReadListener");
      }
    };
  }
}
