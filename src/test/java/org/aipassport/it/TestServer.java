package org.aipassport.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.support.FakeProvider;
import org.eu.ingwar.tools.arquillian.extension.suite.annotations.ArquillianSuiteDeployment;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The WAR as it was built, on one server for all integration tests, with a fake provider behind it.
 * The server starts with an empty data directory and logs all that the broker and its libraries
 * have to say into files.
 */
@ArquillianSuiteDeployment
public class TestServer {
  /** Where the server's configuration, data and logs lie. */
  static final Path DIRECTORY = Path.of(System.getProperty("test.directory", "target/it"));

  static final Path DATA = DIRECTORY.resolve("data");
  static final int BROKER_PORT = Integer.getInteger("test.broker.port", 0);
  static final int MOST_BODY_BYTES = 3 * 1024 * 1024;

  /** What answers instead of the providers. */
  static final FakeProvider UPSTREAM = FakeProvider.start(port("test.provider.port"));

  /** Where redirects point to; nothing may ever arrive here. */
  static final FakeProvider ELSEWHERE = FakeProvider.start(port("test.elsewhere.port"));

  static {
    UPSTREAM.redirectingTo(ELSEWHERE.port());
  }

  private static final List<String> LOUD =
      List.of(
          "org.aipassport",
          "AIPassport",
          "org.apache.hc",
          "org.glassfish.jersey",
          "org.eclipse.persistence",
          "com.zaxxer.hikari",
          "org.flywaydb",
          "com.nimbusds",
          "jdk.internal.httpclient");

  /** The archive; called once, before the server starts. */
  @Deployment(testable = false)
  public static WebArchive broker() throws IOException {
    deleteAll(DIRECTORY);
    Files.createDirectories(DIRECTORY);
    Files.write(DIRECTORY.resolve("aipassport.properties"), settings());
    Files.write(DIRECTORY.resolve("logging.properties"), logging());
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("test.war", "target/aipassport.war")));
  }

  private static List<String> settings() {
    String upstream = "http://127.0.0.1:" + UPSTREAM.port();
    return List.of(
        odd("openai", upstream + "/v1"),
        odd("anthropic", upstream),
        odd("google", upstream),
        "aipassport.data-dir=" + slashes(DATA),
        "aipassport.public-url=http://localhost:" + BROKER_PORT,
        "aipassport.max-body-bytes=" + MOST_BODY_BYTES,
        "aipassport.stream.heartbeat=PT2S",
        "aipassport.body-timeout=PT15S",
        "aipassport.session.fresh=PT1M",
        "aipassport.providers="
            + "openai,anthropic,google,mistral,cohere,ollama,vllm,azure,bedrock,hasty,"
            + "odd-openai,odd-anthropic,odd-google,narrow,fragile,tunnelled",
        provider("narrow", upstream + "/v1"),
        "aipassport.provider.narrow.type=openai",
        "aipassport.provider.narrow.max-calls=4",
        provider("fragile", upstream + "/v1"),
        "aipassport.provider.fragile.type=openai",
        "aipassport.provider.fragile.breaker-failures=3",
        "aipassport.provider.fragile.breaker-rest=PT2S",
        "aipassport.provider.tunnelled.type=openai",
        "aipassport.provider.tunnelled.base-url=" + Tunnelled.BASE_URL,
        "aipassport.provider.tunnelled.proxy=" + Tunnelled.proxy().address(),
        "aipassport.provider.tunnelled.connect-timeout=PT20S",
        "aipassport.provider.tunnelled.ca-file=" + slashes(Tunnelled.ca()),
        provider("openai", upstream + "/v1"),
        provider("anthropic", upstream),
        provider("google", upstream),
        provider("mistral", upstream + "/v1"),
        provider("cohere", upstream + "/compatibility/v1"),
        provider("ollama", upstream + "/v1"),
        provider("vllm", upstream + "/v1"),
        "aipassport.provider.vllm.type=vllm",
        provider("azure", upstream + "/openai/v1"),
        "aipassport.provider.azure.type=azure-openai",
        provider("bedrock", upstream + "/openai/v1"),
        "aipassport.provider.bedrock.type=bedrock",
        provider("hasty", upstream + "/v1"),
        "aipassport.provider.hasty.type=openai-compatible",
        "aipassport.provider.hasty.first-byte-timeout=PT1S",
        "aipassport.provider.hasty.idle-timeout=PT1S");
  }

  private static String provider(String name, String baseUrl) {
    String prefix = "aipassport.provider." + name;
    return prefix + ".base-url=" + baseUrl + "\n" + prefix + ".allow-private=true";
  }

  /** An upstream of that type that nobody has patience with, however often it fails. */
  private static String odd(String type, String baseUrl) {
    String prefix = "aipassport.provider.odd-" + type;
    return String.join(
        "\n",
        provider("odd-" + type, baseUrl),
        prefix + ".type=" + type,
        prefix + ".first-byte-timeout=PT1.5S",
        prefix + ".idle-timeout=PT1.5S",
        prefix + ".total-timeout=PT8S",
        prefix + ".breaker-failures=0");
  }

  /** The console of the server stays readable; files get everything. */
  private static List<String> logging() {
    String handler = "java.util.logging.FileHandler";
    String loud = LOUD.stream().map(name -> name + ".level=ALL").collect(Collectors.joining("\n"));
    return List.of(
        "handlers=java.util.logging.ConsoleHandler," + handler,
        "java.util.logging.ConsoleHandler.level=INFO",
        "java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter",
        handler + ".level=ALL",
        handler + ".pattern=" + slashes(DIRECTORY.resolve("server.log")),
        handler + ".encoding=UTF-8",
        handler + ".formatter=java.util.logging.SimpleFormatter",
        ".level=INFO", // below that the server itself fails to load an application
        loud);
  }

  /** In a properties file a backslash would be an escape. */
  private static String slashes(Path path) {
    return path.toAbsolutePath().toString().replace('\\', '/');
  }

  private static int port(String property) {
    return Integer.getInteger(property, 0);
  }

  private static void deleteAll(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      paths.sorted(Comparator.reverseOrder()).forEach(TestServer::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
