package org.aipassport.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;

/**
 * A real Keycloak in development mode in a process of its own, with one realm: a client for the
 * broker, the groups {@code owners} and {@code operators}, and carol, who is an owner.
 */
public final class Keycloak implements AutoCloseable {
  public static final String CLIENT = "aipassport";
  public static final String SECRET = "canary-client-secret";
  public static final String PASSWORD = "canary-carols-password";

  private static final Duration LONGEST_START = Duration.ofMinutes(10);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;
  private final Path home;
  private final Process process;

  private Keycloak(int port, Path home, Process process) {
    this.port = port;
    this.home = home;
    this.process = process;
  }

  /** Starts one for a broker at that address; nothing if there is no Keycloak to be had. */
  public static Optional<Keycloak> start(String broker) {
    return KeycloakFiles.unpack().map(home -> start(home, broker));
  }

  private static Keycloak start(Path home, String broker) {
    try {
      Path imports = Files.createDirectories(home.resolve("data/import"));
      Files.writeString(imports.resolve("people-realm.json"), realm(broker));
      int port = freePort();
      ProcessBuilder builder =
          new ProcessBuilder(
                  home.resolve("bin/kc.sh").toString(),
                  "start-dev",
                  "--http-host=127.0.0.1",
                  "--http-port=" + port,
                  "--hostname=http://localhost:" + port,
                  "--cache=local",
                  "--db=dev-mem",
                  "--import-realm")
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("keycloak.log").toFile());
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("KC_") || name.startsWith("JAVA_OPTS"));
      environment.put("JAVA_HOME", Jdk.newest().home().toString());
      environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
      environment.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
      environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
      environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
      Process process = builder.start();
      Keycloak keycloak = new Keycloak(port, home, process);
      Runtime.getRuntime().addShutdownHook(new Thread(keycloak::kill));
      keycloak.await();
      return keycloak;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await() throws IOException {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        kill();
        throw new AssertionError("Keycloak: " + Files.readString(home.resolve("keycloak.log")));
      }
      pause();
    }
  }

  private boolean answers() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String issuer() {
    return "http://localhost:" + port + "/realms/people";
  }

  /** An access token as a script of carol's would get it. */
  public String accessToken() {
    return token(
        issuer(),
        Map.of(
            "grant_type",
            "password",
            "client_id",
            CLIENT,
            "client_secret",
            SECRET,
            "username",
            "carol",
            "password",
            PASSWORD,
            "scope",
            "openid"));
  }

  /** Puts carol into a group, or takes her out of it. */
  public void group(String name, boolean in) {
    String admin = admin();
    String user = id(admin, "/users?exact=true&username=carol");
    String group = id(admin, "/groups?exact=true&search=" + name);
    call(in ? "PUT" : "DELETE", admin, "/users/" + user + "/groups/" + group);
  }

  /**
   * Sets how long the codes of sign-ins can be redeemed that are completed from now on, to the
   * second.
   *
   * @return how long it was before
   */
  public Duration codeLifespan(Duration next) {
    String admin = admin();
    JsonObject realm = (JsonObject) Json.parse(call("GET", admin, "").getBytes(UTF_8));
    long before = ((JsonNumber) realm.get("accessCodeLifespan")).exactLong().orElseThrow();
    String change = "{\"accessCodeLifespan\":" + next.toSeconds() + "}";
    send(
        admin(admin, "")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(change)));
    return Duration.ofSeconds(before);
  }

  /** Signs carol out of all her sessions, of which Keycloak tells its clients. */
  public void signOut() {
    String admin = admin();
    call("POST", admin, "/users/" + id(admin, "/users?exact=true&username=carol") + "/logout");
  }

  private String admin() {
    return token(
        "http://localhost:" + port + "/realms/master",
        Map.of(
            "grant_type", "password",
            "client_id", "admin-cli",
            "username", "admin",
            "password", "admin"));
  }

  private static String token(String realm, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return text((JsonObject) Json.parse(send(request).getBytes(UTF_8)), "access_token");
  }

  private String id(String admin, String query) {
    JsonValue found = Json.parse(call("GET", admin, query).getBytes(UTF_8));
    return text((JsonObject) ((JsonArray) found).values().get(0), "id");
  }

  private String call(String method, String admin, String path) {
    return send(admin(admin, path).method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private HttpRequest.Builder admin(String token, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:" + port + "/admin/realms/people" + path))
        .header("Authorization", "Bearer " + token);
  }

  private static String send(HttpRequest.Builder asked) {
    HttpRequest request = asked.build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      if (response.statusCode() >= 300) {
        throw new AssertionError(request.uri() + ": " + response.statusCode() + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(JsonObject object, String name) {
    return ((JsonString) object.get(name)).value();
  }

  private static String realm(String broker) {
    return """
        {"realm":"people","enabled":true,"sslRequired":"none",
         "groups":[{"name":"owners"},{"name":"operators"}],
         "users":[{"username":"carol","enabled":true,"email":"carol@example.org",
           "emailVerified":true,"firstName":"Carol","lastName":"Doe","groups":["/owners"],
           "credentials":[{"type":"password","value":"%s","temporary":false}]}],
         "clients":[{"clientId":"%s","secret":"%s","enabled":true,
           "protocol":"openid-connect","publicClient":false,"standardFlowEnabled":true,
           "directAccessGrantsEnabled":true,"redirectUris":["%s/ui/oidc/callback"],
           "attributes":{"pkce.code.challenge.method":"S256",
             "post.logout.redirect.uris":"%s/ui/signed-out",
             "backchannel.logout.url":"%s/ui/oidc/backchannel-logout",
             "backchannel.logout.session.required":"true"},
           "protocolMappers":[
             {"name":"groups","protocol":"openid-connect",
              "protocolMapper":"oidc-group-membership-mapper",
              "config":{"claim.name":"groups","full.path":"false","id.token.claim":"true",
                "access.token.claim":"true","userinfo.token.claim":"false"}},
             {"name":"audience","protocol":"openid-connect",
              "protocolMapper":"oidc-audience-mapper",
              "config":{"included.client.audience":"%s","id.token.claim":"false",
                "access.token.claim":"true"}}]}]}
        """
        .formatted(PASSWORD, CLIENT, SECRET, broker, broker, broker, CLIENT);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    all.forEach(one -> one.onExit().completeOnTimeout(one, 20, TimeUnit.SECONDS).join());
  }

  /** Stops it and deletes its 200 MB; harmless when repeated. */
  @Override
  public void close() {
    kill();
    if (Files.notExists(home)) {
      return;
    }
    try {
      process.waitFor(20, TimeUnit.SECONDS);
      try (var files = Files.walk(home)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
