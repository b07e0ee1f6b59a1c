package org.aipassport.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aipassport.support.ConnectProxy;
import org.aipassport.support.TestCa;

/** A provider that can be reached only through a proxy, with a certificate of a private CA. */
final class Tunnelled {
  /** No name server knows it; the proxy does. */
  static final String HOST = "provider.test";

  static final String BASE_URL = "https://" + HOST + ":8443/v1";

  private static final List<String> ARRIVALS = new CopyOnWriteArrayList<>();

  private Tunnelled() {}

  /** Made at the first question. */
  private static final class Made {
    static final TestCa CA = makeCa();
    static final HttpsServer SERVER = server(CA);
    static final ConnectProxy PROXY =
        ConnectProxy.of(ConnectProxy.tunnelTo(SERVER.getAddress().getPort()));
  }

  static ConnectProxy proxy() {
    return Made.PROXY;
  }

  /** The file with the CA's certificate. */
  static Path ca() {
    return Made.CA.pem();
  }

  /** What came through, as path and headers. */
  static List<String> arrivals() {
    return ARRIVALS;
  }

  private static TestCa makeCa() {
    try {
      return TestCa.in(Files.createDirectory(TestServer.DIRECTORY.resolve("ca")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpsServer server(TestCa ca) {
    try {
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback, 0), 50);
      server.setHttpsConfigurator(new HttpsConfigurator(ca.serverOf(HOST)));
      server.createContext("/", Tunnelled::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      ARRIVALS.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet());
      byte[] body = "{\"object\":\"tunnelled\"}".getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
