package org.aipassport.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerMetadataTest {
  private final ServerMetadata metadata = at("https://broker.example");
  private final ServerMetadata below = at("https://broker.example/a/b");

  @Test
  void everyEndpointThatIsToldIsServedAndEveryOneThatIsServedIsTold() {
    Set<String> served = new TreeSet<>();
    for (Class<?> resource : new OAuthApplication().getClasses()) {
      Path path = resource.getAnnotation(Path.class);
      if (path != null) {
        served.add(path.value());
      }
    }
    served.remove("authorize/resume"); // for browsers that come from a page of ours
    assertThat(Arrays.stream(ServerMetadata.Endpoint.values()).map(one -> one.path()))
        .containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void endpointsLieBelowTheIssuer() {
    ServerMetadata open =
        new ServerMetadata(
            TestSettings.of(
                Map.of(
                    "aipassport.public-url",
                    "https://broker.example/a",
                    "aipassport.oauth.registration",
                    "open")));
    JsonObject document = open.authorizationServer("").orElseThrow();
    assertThat(document.get("issuer")).isEqualTo(new JsonString("https://broker.example/a"));
    for (ServerMetadata.Endpoint endpoint : ServerMetadata.Endpoint.values()) {
      assertThat(document.get(endpoint.member()))
          .as(endpoint.member())
          .isEqualTo(new JsonString("https://broker.example/a/oauth2/" + endpoint.path()));
    }
  }

  @Test
  void registrationIsNotToldWhileItIsOff() {
    assertThat(metadata.authorizationServer("").orElseThrow().has("registration_endpoint"))
        .isFalse();
  }

  @Test
  void whatClientsMustKnowIsTold() {
    String document = Json.text(metadata.authorizationServer("").orElseThrow());
    assertThat(document)
        .contains("\"response_types_supported\":[\"code\"]")
        .contains("\"code_challenge_methods_supported\":[\"S256\"]")
        .contains("\"authorization_response_iss_parameter_supported\":true")
        .contains("\"authorization_details_types_supported\":[\"urn:aipassport:ai-access\"]")
        .contains(
            "\"token_endpoint_auth_methods_supported\":"
                + "[\"none\",\"client_secret_basic\",\"private_key_jwt\"]")
        .contains("\"jwks_uri\":\"https://broker.example/.well-known/jwks.json\"")
        .contains(
            "\"protected_resources\":[\"https://broker.example\",\"https://broker.example/v1\"]")
        .doesNotContain("scopes_supported", "device_code");
  }

  @Test
  void issuerIsFoundUnderItsOwnPathAsRfc8414Section31Says() {
    assertThat(below.authorizationServer("/a/b")).isEqualTo(below.authorizationServer(""));
    for (String other : new String[] {"/a", "/a/b/", "/a/b/c", "/", "/v1"}) {
      assertThat(below.authorizationServer(other)).as(other).isEmpty();
    }
    assertThat(metadata.authorizationServer("/")).isEmpty();
  }

  @Test
  void resourceIsTheOneThatWasAskedForAsRfc9728Section33Says() {
    assertThat(resource(metadata, "")).isEqualTo("https://broker.example");
    assertThat(resource(metadata, "/v1")).isEqualTo("https://broker.example/v1");
    assertThat(resource(below, "")).isEqualTo("https://broker.example/a/b");
    assertThat(resource(below, "/v1")).isEqualTo("https://broker.example/a/b/v1");
    assertThat(resource(below, "/a/b")).isEqualTo("https://broker.example/a/b");
    assertThat(resource(below, "/a/b/v1")).isEqualTo("https://broker.example/a/b/v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v2", "/v1/", "/v1/models", "/a/bv1", "/a", "/v1/a/b"})
  void thereAreNoOtherResources(String path) {
    assertThat(below.protectedResource(path)).isEmpty();
    assertThat(metadata.protectedResource(path)).isEmpty();
  }

  private static String resource(ServerMetadata of, String path) {
    JsonObject document = of.protectedResource(path).orElseThrow();
    return document.get("resource") instanceof JsonString text ? text.value() : "none";
  }

  private static ServerMetadata at(String publicUrl) {
    return new ServerMetadata(TestSettings.of(Map.of("aipassport.public-url", publicUrl)));
  }
}
