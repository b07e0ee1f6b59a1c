package org.aipassport.it;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aipassport.values.Ids;

/** A page of an origin of its own, and a real browser that opens it. */
final class Browser implements AutoCloseable {
  private static final Path ROOT = Path.of("target", "browser").toAbsolutePath();
  private static final int PATIENCE_SECONDS = 120;

  private final HttpServer server;
  private final CompletableFuture<String> said = new CompletableFuture<>();
  private String page = "";

  Browser() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> answer(exchange, page));
    server.createContext(
        "/said",
        exchange -> {
          said.complete(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer(exchange, "");
        });
    server.start();
  }

  /** Where the page comes from. */
  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What an expression of JavaScript, a promise's value at the end, is in the page. */
  JsonNode run(String script) {
    page =
        """
        <!doctype html><title>page</title><script type="module">
        const result = await (%s);
        await fetch('/said', {method: 'POST', body: JSON.stringify(result)});
        </script>"""
            .formatted(script);
    Process browser = open();
    try {
      return new ObjectMapper().readTree(said.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (Exception e) {
      throw new AssertionError("the page said nothing; see " + ROOT, e);
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
    }
  }

  private Process open() {
    try {
      Path home = Files.createDirectories(ROOT.resolve(Ids.next()));
      return new ProcessBuilder(
              executable(),
              "--headless=new",
              "--no-sandbox", // tests may run as root
              "--disable-gpu",
              "--disable-dev-shm-usage",
              "--disable-background-networking",
              "--disable-component-update",
              "--no-first-run",
              "--enable-logging=stderr",
              "--user-data-dir=" + home,
              origin() + "/")
          .redirectErrorStream(true)
          .redirectOutput(home.resolve("browser.log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String executable() {
    Optional<String> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(
                directory ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> directory + File.separator + name))
            .filter(file -> Files.isExecutable(Path.of(file)))
            .findFirst();
    if (found.isEmpty() && System.getenv("CI") != null) {
      fail("no chromium is installed, and here it has to be");
    }
    return found.orElseGet(() -> abort("no chromium is installed: what pages do is not tested"));
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
