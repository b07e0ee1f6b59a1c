package org.aipassport.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.aipassport.outbound.UpstreamFailure.Kind;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The certificate must be trusted and must name the host; nothing turns that off. */
class UpstreamTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory;
  private SSLContext context;
  private SSLServerSocket listener;
  private final AtomicInteger requests = new AtomicInteger();

  @BeforeEach
  void startServer() throws Exception {
    KeyStore keys = selfSigned(directory.resolve("keys.p12"));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("upstream", keys.getCertificate("upstream"));
    trust.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
    Thread server = new Thread(this::serve, "tls-server");
    server.setDaemon(true);
    server.start();
  }

  @AfterEach
  void stopServer() throws IOException {
    listener.close();
  }

  @ParameterizedTest
  @EnumSource
  void trustedCertificateOfThatHostIsTaken(Wire wire) throws IOException {
    try (UpstreamClient client = new UpstreamClient(wire.engine(context));
        UpstreamExchange exchange = client.send(request("localhost"), abort -> {})) {
      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.body().readAllBytes()).asString().isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificateOfNobodyWeTrustIsRefusedBeforeTheRequest(Wire wire) {
    refused(wire.engine(SSLContexts.createDefault()), "localhost");
  }

  @ParameterizedTest
  @EnumSource
  void certificateOfAnotherHostIsRefusedBeforeTheRequest(Wire wire) {
    refused(wire.engine(context), "127.0.0.1");
  }

  private void refused(Engine engine, String host) {
    try (UpstreamClient client = new UpstreamClient(engine)) {
      UpstreamFailure failure =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              UpstreamFailure.class, () -> client.send(request(host), abort -> {}).close());
      assertThat(failure.kind()).isEqualTo(Kind.TLS_FAILED);
      assertThat(failure.certainlyNotSent()).isTrue();
    }
    assertThat(requests).hasValue(0);
  }

  private UpstreamRequest request(String host) {
    URI origin = URI.create("https://" + host + ":" + listener.getLocalPort());
    return Upstream.getOf(origin, true, Upstream.PATIENT);
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (SSLSocket socket = (SSLSocket) listener.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
          line = in.readLine();
        }
        if (line != null) {
          requests.incrementAndGet();
          String answer = "HTTP/1.1 200 Fake\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // a handshake that the client broke off, or the end
      }
    }
  }

  private static KeyStore selfSigned(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                ProcessHandle.current()
                    .info()
                    .command()
                    .map(java -> Path.of(java).resolveSibling("keytool").toString())
                    .orElse("keytool"),
                "-genkeypair",
                "-alias",
                "upstream",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }
}
