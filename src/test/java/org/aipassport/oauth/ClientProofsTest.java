package org.aipassport.oauth;

import static org.aipassport.oauth.Problems.invalidClient;
import static org.aipassport.oauth.Problems.invalidRequest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.aipassport.apps.ClientProof;
import org.aipassport.support.FakeRequest;
import org.aipassport.values.ClientId;
import org.aipassport.values.SecretText;
import org.aipassport.wire.FormBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientProofsTest {
  private static final String JWT =
      "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
  private static final String TWO_WAYS = "The client proves itself in two ways at once.";
  private static final String NOT_BASIC =
      "Authorization must be: Basic <client_id:client_secret, each form-encoded, in base64>.";

  @Test
  void publicClientSaysItsIdOnly() {
    ClientProof proof = proof(request(), "client_id=app");
    assertThat(proof.id()).contains(new ClientId("app"));
    assertThat(proof.secret()).isEmpty();
    assertThat(proof.assertion()).isEmpty();
  }

  @Test
  void idAndSecretAreFormDecodedAsRfc6749Section231Says() {
    ClientProof proof = proof(basic("an%3Aapp:s%20e+c%25ret:x"), "");
    assertThat(proof.id()).contains(new ClientId("an:app"));
    assertThat(proof.secret()).contains(new SecretText("s e c%ret:x"));
  }

  @Test
  void emptySecretIsNone() {
    assertThat(proof(basic("app:"), "").secret()).isEmpty();
  }

  @Test
  void assertionNeedsNoIdBesideIt() {
    ClientProof proof = proof(request(), JWT + "&client_assertion=a.b.c");
    assertThat(proof.id()).isEmpty();
    assertThat(proof.assertion()).contains("a.b.c");
    assertThat(proof.toString()).doesNotContain("a.b.c");
  }

  @Test
  void clientMustNotUseMoreThanOneMethodAsRfc6749Section23Says() {
    FakeRequest basic = basic("app:secret");
    invalidRequest(TWO_WAYS, () -> proof(basic, JWT + "&client_assertion=a.b.c"));
    invalidRequest(TWO_WAYS, () -> proof(basic, "client_id=app&client_secret=secret"));
    invalidRequest(
        TWO_WAYS, () -> proof(request(), JWT + "&client_assertion=a.b.c&client_secret=secret"));
  }

  @Test
  void secretInTheBodyIsNotServed() {
    invalidClient(
        "client_secret is not read from the body: send it by HTTP Basic.",
        () -> proof(request(), "client_id=app&client_secret=secret"));
  }

  @Test
  void twoIdsThatDifferAreRefused() {
    invalidRequest(
        "client_id: is not the one in Authorization",
        () -> proof(basic("app:secret"), "client_id=other"));
    assertThat(proof(basic("app:secret"), "client_id=app").secret()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer x",
        "Basic",
        "Basic ",
        "Basic YXBw",
        "Basic !!!!",
        "Basic YXBwOiU=",
        "Basicx"
      })
  void otherAuthorizationIsNoProof(String header) {
    invalidClient(NOT_BASIC, () -> proof(request().with("Authorization", header), "client_id=app"));
  }

  @Test
  void twoAuthorizationsAreRefused() {
    invalidRequest(
        "Authorization is there more than once.",
        () -> proof(basic("app:a").with("Authorization", "Basic YXBwOmI="), ""));
  }

  @Test
  void halfAnAssertionIsRefused() {
    invalidRequest(
        "client_assertion and client_assertion_type belong together.",
        () -> proof(request(), "client_id=app&client_assertion=a.b.c"));
    invalidRequest(
        "client_assertion and client_assertion_type belong together.",
        () -> proof(request(), "client_id=app&" + JWT));
  }

  @Test
  void assertionOfAnotherTypeIsRefused() {
    invalidClient(
        "client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
        () -> proof(request(), "client_assertion_type=saml2&client_assertion=x"));
  }

  @Test
  void nobodyIsNoClient() {
    invalidClient("client_id is missing.", () -> proof(request(), "grant_type=refresh_token"));
  }

  @Test
  void idOfNoPossibleFormIsThatOfNoClient() {
    invalidClient("There is no such client.", () -> proof(request(), "client_id=a+b"));
    invalidClient(
        "There is no such client.", () -> proof(request(), "client_id=" + "a".repeat(65)));
    invalidClient("There is no such client.", () -> proof(basic(":secret"), ""));
    assertThat(proof(request(), "client_id=" + "a".repeat(64)).id())
        .isEqualTo(Optional.of(new ClientId("a".repeat(64))));
  }

  private static FakeRequest basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.US_ASCII);
    return request().with("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  private static FakeRequest request() {
    return FakeRequest.of("POST", "/oauth2/token").with("Content-Type", FormBody.TYPE);
  }

  private static ClientProof proof(FakeRequest request, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    return ClientProofs.of(
        request.servlet(), OAuthForm.of(request.servlet(), new ByteArrayInputStream(bytes)));
  }
}
