package org.aipassport.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.aipassport.config.OutboundProxy;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Asks the proxy at the socket's other end for a tunnel (RFC 9110 section 9.3.6) and speaks TLS
 * with the upstream through it. The proxy sees host and port, the credentials that are meant for
 * it, and what TLS does not hide.
 *
 * <p>For the client library the connection is one to the upstream: no header, answer or
 * authentication of the proxy ever mixes with those of a call, as they would if the library itself
 * sent CONNECT; it hands a refusal of the proxy out as the upstream's answer.
 */
final class Tunnel implements TlsSocketStrategy {
  private static final int LONGEST_HEADS = 16 * 1024; // interim answers included
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");

  private final OutboundProxy proxy;
  private final TlsSocketStrategy tls;

  Tunnel(OutboundProxy proxy, TlsSocketStrategy tls) {
    this.proxy = proxy;
    this.tls = tls;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String host, int port, Object attachment, HttpContext context)
      throws IOException {
    Socket leg =
        proxy.isTls()
            ? tls.upgrade(socket, proxy.address().getHost(), proxy.port(), attachment, context)
            : socket;
    open(leg, authority(host, port));
    return tls.upgrade(leg, host, port, attachment, context);
  }

  private void open(Socket leg, String authority) throws IOException {
    StringBuilder ask = new StringBuilder();
    ask.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    ask.append("Host: ").append(authority).append("\r\n");
    proxy
        .authorization()
        .ifPresent(
            secret -> ask.append("Proxy-Authorization: ").append(secret.reveal()).append("\r\n"));
    leg.getOutputStream().write(ask.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    leg.getOutputStream().flush();
    int status = new Heads(leg.getInputStream()).finalStatus();
    if (status >= 300) {
      Kind kind = status >= 500 ? Kind.CONNECT_FAILED : Kind.PROXY_REFUSED;
      throw new ProxyFailure(kind, "the proxy answered " + status);
    }
  }

  private static String authority(String host, int port) {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + (port < 0 ? 443 : port);
  }

  /** Reads the proxy's answer byte by byte: what follows the head belongs to TLS. */
  private static final class Heads {
    private final InputStream in;
    private int read;

    Heads(InputStream in) {
      this.in = in;
    }

    int finalStatus() throws IOException {
      int status = status();
      while (status < 200 && status != 101) {
        status = status();
      }
      if (status == 101) {
        throw notAProxy();
      }
      return status;
    }

    private int status() throws IOException {
      Matcher status = STATUS.matcher(line());
      if (!status.matches()) {
        throw notAProxy();
      }
      while (!line().isEmpty()) {
        // the fields of a tunnel's head mean nothing, those of a refusal are not used
      }
      return Integer.parseInt(status.group(1));
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int next = in.read();
      while (next != '\n') {
        if (next < 0 || ++read > LONGEST_HEADS) {
          throw notAProxy();
        }
        line.write(next);
        next = in.read();
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static ProxyFailure notAProxy() {
      return new ProxyFailure(Kind.CONNECT_FAILED, "what answers at the proxy's address is none");
    }
  }
}
