package org.aipassport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  @ParameterizedTest
  @ValueSource(strings = {"Bearer t0ken", "bearer t0ken", "BEARER t0ken", "Bearer   t0ken "})
  void bearerIsRead(String value) {
    assertThat(secret(call().with("authorization", value))).isEqualTo("t0ken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-api-key", "X-Api-Key", "x-goog-api-key", "X-GOOG-API-KEY"})
  void keyHeadersOfProvidersAreRead(String name) {
    assertThat(secret(call().with(name, "t0ken"))).isEqualTo("t0ken");
  }

  @Test
  void noCredentialsAreMissing() {
    missing(call());
    missing(call().query("model=key&x=access_token"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic dXNlcjpwYXNz",
        "DPoP t0ken",
        "Digest x",
        "Bearer",
        "Bearer ",
        "Bearer    ",
        "Bearert0ken",
        "t0ken",
        "",
        "Bearer a b",
        "Bearer a\tb",
        "Bearer tökén",
        "Bearer a\u0000"
      })
  void otherFormsOfAuthorizationAreMissingCredentials(String value) {
    missing(call().with("Authorization", value));
    missing(call().with("Authorization", value).with("x-api-key", "t0ken"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a b", "tökén"})
  void keyHeaderWithoutPossibleTokenIsMissingCredentials(String value) {
    missing(call().with("x-api-key", value));
    missing(call().with("x-goog-api-key", value));
  }

  @Test
  void tokenOfEndlessLengthIsNotRead() {
    assertThat(secret(call().with("Authorization", "Bearer " + "a".repeat(8192)))).hasSize(8192);
    missing(call().with("Authorization", "Bearer " + "a".repeat(8193)));
    missing(call().with("x-api-key", "a".repeat(8193)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "x-api-key", "x-goog-api-key"})
  void headerThatIsThereTwiceIsMalformedEvenIfEqual(String name) {
    malformed(call().with(name, "Bearer t").with(name, "Bearer t"));
    malformed(call().with(name, "Bearer t").with(name.toUpperCase(Locale.ROOT), "u"));
  }

  @Test
  void twoCredentialsThatDifferAreMalformed() {
    malformed(call().with("Authorization", "Bearer a").with("x-api-key", "b"));
    malformed(call().with("Authorization", "Bearer a").with("x-goog-api-key", "b"));
    malformed(call().with("x-api-key", "a").with("x-goog-api-key", "b"));
    malformed(
        call()
            .with("Authorization", "Bearer a")
            .with("x-api-key", "a")
            .with("x-goog-api-key", "b"));
  }

  @Test
  void sameSecretInTwoPlacesIsOne() {
    assertThat(
            secret(
                call()
                    .with("Authorization", "Bearer a")
                    .with("x-api-key", "a")
                    .with("x-goog-api-key", "a")))
        .isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key=t0ken",
        "key",
        "alt=sse&key=t0ken",
        "alt=sse;key=t0ken",
        "access_token=t0ken",
        "KEY=t0ken",
        "Access_Token=t0ken",
        "%6bey=t0ken",
        "%6B%65%79=t0ken",
        "access%5Ftoken=t0ken",
        "%zz=1"
      })
  void secretInTheUrlIsMalformedHoweverItIsWritten(String query) {
    malformed(call().query(query));
    malformed(call().query(query).with("Authorization", "Bearer a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alt=sse", "keys=1", "model=key", "monkey=1", "q=a%26key%3Db"})
  void otherParametersAreNoSecrets(String query) {
    assertThat(secret(call().query(query).with("x-api-key", "a"))).isEqualTo("a");
  }

  @Test
  void bearerAloneDoesNotLookAtKeyHeaders() {
    assertThat(Credentials.bearer(call().with("x-api-key", "a").servlet())).isEmpty();
  }

  @Test
  void bearerBesideAnotherCredentialIsMalformedOnEveryPath() {
    FakeRequest two = call().with("Authorization", "Bearer a").with("x-api-key", "b");
    Refused.as(Refusal.MALFORMED, () -> Credentials.bearer(two.servlet()));
    FakeRequest inUrl = call().query("access_token=a").with("Authorization", "Bearer a");
    Refused.as(Refusal.MALFORMED, () -> Credentials.bearer(inUrl.servlet()));
  }

  private static FakeRequest call() {
    return FakeRequest.of("POST", "/v1/chat/completions");
  }

  private static String secret(FakeRequest request) {
    return Credentials.ofCall(request.servlet()).reveal();
  }

  private static void missing(FakeRequest request) {
    Refused.as(Refusal.CREDENTIALS_MISSING, () -> Credentials.ofCall(request.servlet()));
  }

  private static void malformed(FakeRequest request) {
    Refused.as(Refusal.MALFORMED, () -> Credentials.ofCall(request.servlet()));
  }
}
