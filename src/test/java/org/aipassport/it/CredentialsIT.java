package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which secret opens which door, and that none opens another. */
@ArquillianTest
class CredentialsIT {
  private TestGrant grant;

  @BeforeEach
  void grant() {
    grant = TestGrant.of("openai", "gpt-fake");
    TestServer.UPSTREAM.clear();
  }

  @Test
  void publishedKeysVerifyATokenWithoutUs() throws Exception {
    String[] parts = grant.token().split("\\.", -1);
    JsonNode header = decoded(parts[0]);
    JsonNode claims = decoded(parts[1]);
    JsonNode key = publishedKey(header.get("kid").asText());
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(publicKey(key));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(header.get("alg").asText()).isEqualTo("ES256");
    assertThat(header.get("typ").asText()).isEqualTo("at+jwt");
    assertThat(Answer.members(claims))
        .containsExactlyInAnyOrder(
            "iss", "aud", "sub", "jti", "iat", "exp", "grant_id", "client_id");
    assertThat(claims.get("iss").asText()).isEqualTo(Http.BROKER.toString());
    assertThat(claims.get("sub").asText()).isEqualTo(grant.id());
    assertThat(key.has("d")).as("the private part").isFalse();
  }

  @Test
  void grantTokenOpensNeitherManagementNorTheOwnersGrants() {
    for (String path : new String[] {"/api/provider-keys", "/api/personal-tokens", "/grants"}) {
      Answer answer = Http.get(path, grant.bearer());
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).as(path).isPresent();
    }
    String approve = "/grants/" + grant.id() + "/revoke";
    assertThat(Http.post(approve, "", grant.bearer()).status()).isEqualTo(401);
    assertThat(Http.post(approve, "", Http.bearer(grant.claimToken())).status()).isEqualTo(401);
  }

  @Test
  void personalTokenOpensNoProxy() {
    Answer dropIn = Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Broker.asOwner());
    assertThat(dropIn.status()).isEqualTo(401);
    assertThat(Http.post(Chat.PROXY, Chat.body("gpt-fake"), Broker.asOwner()).status())
        .isEqualTo(401);
    assertThat(Http.get("/v1/models", Broker.asOwner()).status()).isEqualTo(401);
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void personalTokenThatAScriptMakesEndsWithItsOwn() {
    JsonNode first = personalToken("{\"expiresInSeconds\":600}", Broker.asOwner());
    assertThat(first.get("cappedByCredential").asBoolean()).isFalse();
    String[] own = Http.bearer(first.get("personalAccessToken").asText());
    for (String asked : new String[] {"{}", "{\"expiresInSeconds\":86400}"}) {
      JsonNode second = personalToken(asked, own);
      assertThat(second.get("expiresAt")).isEqualTo(first.get("expiresAt"));
      assertThat(second.get("cappedByCredential").asBoolean()).isTrue();
    }
    JsonNode shorter = personalToken("{\"expiresInSeconds\":60}", own);
    assertThat(shorter.get("cappedByCredential").asBoolean()).isFalse();
  }

  private static JsonNode personalToken(String body, String[] credential) {
    Answer answer = Http.post("/api/personal-tokens", body, credential);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    Canaries.add("personal access token", answer.json().get("personalAccessToken").asText());
    return answer.json();
  }

  @Test
  void claimTokenOpensNoProxy() {
    Answer answer = Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Http.bearer(grant.claimToken()));
    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-api-key", "x-goog-api-key", "Authorization"})
  void tokenIsAcceptedWhereAnSdkPutsIt(String header) {
    String value = header.equals("Authorization") ? "bearer " + grant.token() : grant.token();
    assertThat(Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), header, value).status())
        .isEqualTo(200);
  }

  @Test
  void twoCredentialsThatDifferAreMalformed() {
    TestGrant other = TestGrant.of("openai", "gpt-fake");
    Answer answer =
        Http.post(
            Chat.DROP_IN,
            Chat.body("gpt-fake"),
            "Authorization",
            "Bearer " + grant.token(),
            "x-api-key",
            other.token());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void twoEqualCredentialsAreOne() {
    Answer answer =
        Http.post(
            Chat.DROP_IN,
            Chat.body("gpt-fake"),
            "Authorization",
            "Bearer " + grant.token(),
            "x-api-key",
            grant.token());
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void repeatedAuthorizationIsMalformed() {
    String line = "Authorization: Bearer " + grant.token();
    Answer answer =
        RawHttp.post(
            Chat.DROP_IN, Chat.body("gpt-fake"), "Content-Type: application/json", line, line);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "access_token"})
  void credentialInTheUrlIsMalformed(String name) {
    String target = Chat.DROP_IN + "?" + name + "=something";
    Answer answer = Http.post(target, Chat.body("gpt-fake"), grant.bearer());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Http.post(target, Chat.body("gpt-fake")).status()).isEqualTo(400);
    assertThat(TestServer.UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void tamperedTokenIsRefused() {
    int middle = grant.token().indexOf('.') + 10;
    char other = grant.token().charAt(middle) == 'A' ? 'B' : 'A';
    String tampered =
        grant.token().substring(0, middle) + other + grant.token().substring(middle + 1);
    Answer answer = Http.post(Chat.DROP_IN, Chat.body("gpt-fake"), Http.bearer(tampered));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate").orElseThrow()).contains("invalid_token");
  }

  private static JsonNode publishedKey(String kid) {
    Answer published = Http.get("/.well-known/jwks.json");
    assertThat(published.header("content-type").orElseThrow()).startsWith("application/jwk-set");
    for (JsonNode key : published.json().get("keys")) {
      if (key.get("kid").asText().equals(kid)) {
        return key;
      }
    }
    throw new AssertionError("no key " + kid);
  }

  private static PublicKey publicKey(JsonNode key) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(coordinate(key, "x"), coordinate(key, "y"));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger coordinate(JsonNode key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(name).asText()));
  }

  private static JsonNode decoded(String part) throws Exception {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
  }
}
