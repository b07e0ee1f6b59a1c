package org.aipassport.support;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An OpenID provider on a real socket, with real keys, that can lie in every way. It keeps the
 * rules on its own side: codes are good once, PKCE and the client's secret are checked.
 */
public final class FakeIssuer implements AutoCloseable {
  /** The client that it knows. */
  public static final String CLIENT = "broker";

  /** That client's secret, with characters that client_secret_basic must encode. */
  public static final String SECRET = "s3cret:%&+/";

  /** How it signs. */
  public enum Signature {
    HONEST,
    NONE,
    MAC_WITH_THE_PUBLIC_KEY,
    ANOTHER_KEY_OF_THE_SAME_KID,
    A_KEY_THAT_IT_DOES_NOT_SHOW
  }

  /** How it behaves when a code is redeemed. */
  public enum Manner {
    HONEST,
    SLOW,
    OVERSIZED,
    REDIRECTING,
    NOT_JSON,
    TWICE_THE_SAME_MEMBER,
    FAILING
  }

  private record Asked(Map<String, List<String>> request, String subject) {}

  private final Clock clock;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port;
  private final Map<String, Asked> codes = new HashMap<>();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private final AtomicInteger discoveries = new AtomicInteger();
  private final AtomicInteger redirectsFollowed = new AtomicInteger();
  private final AtomicInteger numbers = new AtomicInteger();
  private RSAKey key = freshKey("k0");
  private volatile Signature signature = Signature.HONEST;
  private volatile Manner manner = Manner.HONEST;
  private volatile Consumer<Map<String, Object>> lie = claims -> {};
  private volatile Consumer<Map<String, Object>> answerLie = answer -> {};
  private volatile Map<String, Object> metadataLie = Map.of();

  private FakeIssuer(Clock clock) {
    try {
      this.clock = clock;
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      this.port = server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Starts one whose tokens bear that clock's times. */
  public static FakeIssuer start(Clock clock) {
    return new FakeIssuer(clock);
  }

  /** Its name. */
  public String issuer() {
    return "http://localhost:" + port;
  }

  public String keysUrl() {
    return issuer() + "/keys";
  }

  /** Tells the truth again. */
  public void honest() {
    signature = Signature.HONEST;
    manner = Manner.HONEST;
    lie = claims -> {};
    answerLie = answer -> {};
    metadataLie = Map.of();
  }

  public void signing(Signature how) {
    signature = how;
  }

  public void behaving(Manner how) {
    manner = how;
  }

  /** Changes the claims of the tokens that it issues from now on. */
  public void claiming(Consumer<Map<String, Object>> change) {
    lie = change;
  }

  /** Changes its answers to codes. */
  public void answering(Consumer<Map<String, Object>> change) {
    answerLie = change;
  }

  /** Changes what it says of itself. */
  public void describing(Map<String, Object> change) {
    metadataLie = change;
  }

  /** Signs with a key of a new kid from now on. */
  public void rotate() {
    key = freshKey("k" + numbers.incrementAndGet());
  }

  public int keyFetches() {
    return keyFetches.get();
  }

  public int discoveries() {
    return discoveries.get();
  }

  public int redirectsFollowed() {
    return redirectsFollowed.get();
  }

  /** Signs somebody in who comes with that URL; the parameters with which the browser goes back. */
  public Map<String, String[]> signIn(URI authorization, String subject) {
    Map<String, List<String>> request = URLUtils.parseParameters(authorization.getRawQuery());
    if (!authorization.getPath().equals("/authorize") || !request.containsKey("code_challenge")) {
      throw new AssertionError("not an authorization request: " + authorization);
    }
    String code = "code-" + numbers.incrementAndGet();
    codes.put(code, new Asked(request, subject));
    Map<String, String[]> back = new TreeMap<>();
    back.put("code", new String[] {code});
    back.put("state", new String[] {request.get("state").get(0)});
    back.put("iss", new String[] {issuer()});
    return back;
  }

  /** A token of its own with these claims beside iss, iat and exp. */
  public String token(String typ, Map<String, Object> claims) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("iss", issuer());
    all.put("iat", clock.instant().getEpochSecond());
    all.put("exp", clock.instant().getEpochSecond() + 300);
    all.putAll(claims);
    all.values().removeIf(""::equals);
    return sign(typ, all);
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> describe(exchange);
        case "/keys" -> {
          keyFetches.incrementAndGet();
          send(exchange, 200, new JWKSet(key.toPublicJWK()).toString(true));
        }
        case "/token" -> redeem(exchange);
        case "/elsewhere" -> {
          redirectsFollowed.incrementAndGet();
          send(exchange, 200, "{}");
        }
        default -> send(exchange, 404, "{}");
      }
    } catch (IOException e) {
      // the caller left
    }
  }

  private void describe(HttpExchange exchange) throws IOException {
    discoveries.incrementAndGet();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("issuer", issuer());
    fields.put("authorization_endpoint", issuer() + "/authorize");
    fields.put("token_endpoint", issuer() + "/token");
    fields.put("jwks_uri", keysUrl());
    fields.put("end_session_endpoint", issuer() + "/logout");
    fields.put("authorization_response_iss_parameter_supported", true);
    fields.putAll(metadataLie);
    send(exchange, 200, JSONObjectUtils.toJSONString(fields));
  }

  private void redeem(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    switch (manner) {
      case SLOW -> sleep();
      case OVERSIZED -> send(exchange, 200, "{\"id_token\":\"" + "x".repeat(600_000) + "\"}");
      case REDIRECTING -> {
        exchange.getResponseHeaders().set("Location", issuer() + "/elsewhere");
        send(exchange, 307, "{}");
      }
      case NOT_JSON -> send(exchange, 200, "id_token=x");
      case FAILING -> send(exchange, 500, "{\"error\":\"server_error\"}");
      default -> redeem(exchange, URLUtils.parseParameters(body));
    }
  }

  private void redeem(HttpExchange exchange, Map<String, List<String>> form) throws IOException {
    Asked asked = codes.remove(form.get("code").get(0));
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (CLIENT
                            + ":"
                            + URLUtils.serializeParameters(Map.of("x", List.of(SECRET)))
                                .substring(2))
                        .getBytes(UTF_8));
    if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"error\":\"invalid_client\"}");
    } else if (asked == null
        || !challenge(form.get("code_verifier").get(0))
            .equals(asked.request().get("code_challenge").get(0))
        || !form.get("redirect_uri").equals(asked.request().get("redirect_uri"))) {
      send(exchange, 400, "{\"error\":\"invalid_grant\"}");
    } else {
      send(exchange, 200, answer(asked));
    }
  }

  private String answer(Asked asked) {
    String accessToken = "access-" + numbers.incrementAndGet();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", asked.subject());
    claims.put("aud", CLIENT);
    claims.put("nonce", asked.request().get("nonce").get(0));
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("exp", clock.instant().getEpochSecond() + 300);
    claims.put("auth_time", clock.instant().getEpochSecond());
    claims.put("sid", "sid-" + numbers.incrementAndGet());
    claims.put("preferred_username", asked.subject());
    claims.put("at_hash", halfHash(accessToken));
    lie.accept(claims);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", accessToken);
    answer.put("token_type", "Bearer");
    answer.put("id_token", sign("", claims));
    answerLie.accept(answer);
    String json = JSONObjectUtils.toJSONString(answer);
    return manner == Manner.TWICE_THE_SAME_MEMBER
        ? json.replaceFirst("\\{", "{\"id_token\":\"x.y.z\",")
        : json;
  }

  private String sign(String typ, Map<String, Object> claims) {
    try {
      String payload = JSONObjectUtils.toJSONString(claims);
      if (signature == Signature.NONE) {
        return Base64URL.encode("{\"alg\":\"none\"}") + "." + Base64URL.encode(payload) + ".";
      }
      boolean mac = signature == Signature.MAC_WITH_THE_PUBLIC_KEY;
      String kid = signature == Signature.A_KEY_THAT_IT_DOES_NOT_SHOW ? "hidden" : key.getKeyID();
      JWSHeader.Builder header =
          new JWSHeader.Builder(mac ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256).keyID(kid);
      if (!typ.isEmpty()) {
        header.type(new JOSEObjectType(typ));
      }
      JWSObject object = new JWSObject(header.build(), new Payload(payload));
      object.sign(
          mac
              ? new MACSigner(key.toRSAPublicKey().getEncoded())
              : new RSASSASigner(signature == Signature.HONEST ? key : freshKey(kid)));
      return object.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey freshKey(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String halfHash(String text) {
    return Base64URL.encode(Arrays.copyOf(sha256(text), 16)).toString();
  }

  private static String challenge(String verifier) {
    return Base64URL.encode(sha256(verifier)).toString();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void sleep() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody answers any more. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
