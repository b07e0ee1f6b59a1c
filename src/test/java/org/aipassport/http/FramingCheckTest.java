package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Locale;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingCheckTest {
  @Test
  void ordinaryRequestsPass() {
    passes(FakeRequest.get("/"));
    passes(FakeRequest.post("/v1/embeddings", "{}").with("Authorization", "Bearer a"));
    passes(FakeRequest.of("POST", "/v1/embeddings").with("Transfer-Encoding", "chunked"));
    passes(FakeRequest.of("POST", "/v1/embeddings").with("Transfer-Encoding", "Chunked"));
    passes(FakeRequest.get("/").with("Content-Encoding", "identity"));
    passes(FakeRequest.get("/").with("Accept", "a/b").with("Accept", "c/d"));
  }

  @Test
  void chunksBehindAnUpgradeAreRefusedForNobodyParsesThem() {
    passes(FakeRequest.post("/v1/embeddings", "{}").with("Upgrade", "h2c"));
    malformed(
        FakeRequest.of("POST", "/v1/embeddings")
            .with("Transfer-Encoding", "chunked")
            .with("Upgrade", "h2c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "Authorization",
        "Content-Type",
        "Content-Length",
        "Transfer-Encoding",
        "Content-Encoding",
        "DPoP",
        "Idempotency-Key",
        "Origin"
      })
  void headerThatMustBeThereOnceIsRefusedTwiceEvenIfEqual(String name) {
    String value = name.equals("Content-Length") ? "5" : "chunked";
    malformed(FakeRequest.get("/").with(name, value).with(name, value));
    malformed(FakeRequest.get("/").with(name, value).with(name.toLowerCase(Locale.ROOT), "6"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "gzip",
        "gzip, chunked",
        "chunked, chunked",
        "chunked,",
        " chunked",
        "chunked;q=1",
        "xchunked",
        "\u000bchunked"
      })
  void otherTransferCodingThanChunkedIsRefused(String coding) {
    malformed(FakeRequest.of("POST", "/").with("Transfer-Encoding", coding));
  }

  @Test
  void lengthTogetherWithChunksIsRefused() {
    malformed(FakeRequest.post("/", "{}").with("Transfer-Encoding", "chunked"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "identity, gzip", "deflate", "", "x-gzip"})
  void encodedBodyIsNotServed(String coding) {
    Refused.as(
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        () ->
            FramingCheck.check(
                FakeRequest.post("/", "{}").with("Content-Encoding", coding).servlet()));
  }

  private static void passes(FakeRequest request) {
    assertThatCode(() -> FramingCheck.check(request.servlet())).doesNotThrowAnyException();
  }

  private static void malformed(FakeRequest request) {
    Refused.as(Refusal.MALFORMED, () -> FramingCheck.check(request.servlet()));
  }
}
