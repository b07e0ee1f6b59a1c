package org.aipassport.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request that offers to go on in another protocol (RFC 9110 section 7.8), as {@code
 * java.net.http} does with every request over plain HTTP. Nothing is taken up here, but Grizzly
 * stops parsing bodies behind such an offer: to it the body never ends, and who reads it waits for
 * ever. Here it ends where its Content-Length says.
 */
final class UnupgradedRequest extends HttpServletRequestWrapper {
  private @Nullable Announced body;

  private UnupgradedRequest(HttpServletRequest request) {
    super(request);
  }

  /** Whether a request makes such an offer. */
  static boolean isOffer(HttpServletRequest request) {
    return request.getHeader("Upgrade") != null && request.getProtocol().startsWith("HTTP/1");
  }

  /** The request, with a body that ends. */
  static HttpServletRequest of(HttpServletRequest request) {
    return isOffer(request) ? new UnupgradedRequest(request) : request;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    Announced there = body;
    if (there == null) {
      there = new Announced(super.getInputStream(), Math.max(0, getContentLengthLong()));
      body = there;
    }
    return there;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String name = getCharacterEncoding();
    Charset charset = name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  /** As many bytes as were announced. */
  private static final class Announced extends ServletInputStream {
    private final ServletInputStream in;
    private long left;

    Announced(ServletInputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int read = left == 0 ? -1 : in.read();
      left -= read < 0 ? left : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      left -= read < 0 ? left : read;
      return read;
    }

    @Override
    public boolean isFinished() {
      return left == 0 || in.isFinished();
    }

    @Override
    public boolean isReady() {
      return left == 0 || in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
