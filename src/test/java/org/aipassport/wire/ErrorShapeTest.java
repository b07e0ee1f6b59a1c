package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ErrorShapeTest {
  private final RefusalException ofField =
      RefusalException.ofField("scope.models[0]", "must be a \"string\"");

  @ParameterizedTest
  @EnumSource(ErrorShape.class)
  void bodiesAreThoseOfTheGoldenFile(ErrorShape shape) {
    StringBuilder bodies = new StringBuilder();
    for (Refusal reason : Refusal.values()) {
      bodies.append(text(shape, new RefusalException(reason, "Words."))).append('\n');
    }
    bodies.append(text(shape, ofField));
    assertThat(bodies.toString()).isEqualTo(Golden.text("errors/" + shape.name() + ".jsonl"));
  }

  @ParameterizedTest
  @EnumSource(value = ErrorShape.class, mode = Mode.EXCLUDE, names = "PAGE")
  void detailCannotBreakOutOfTheBody(ErrorShape shape) {
    String nasty = "a\"},\r\n\u2028<script>\\\u0000";
    for (Refusal reason : List.of(Refusal.NOT_FOUND, Refusal.MALFORMED)) {
      byte[] body = shape.bytes(new RefusalException(reason, nasty));
      assertThat(Json.text(Json.parseObject(body))).isEqualTo(new String(body, UTF_8));
      assertThat(new String(body, UTF_8)).doesNotContain("\n", "\r", "\u0000");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SURFACE | {'error':'Spent.','details':{'cap':'grant','remaining_usd':'0.5'}}",
        "OAUTH | {'error':'invalid_request','error_description':'Spent.',"
            + "'details':{'cap':'grant','remaining_usd':'0.5'}}",
        "PROBLEM | {'type':'about:blank','title':'budget_exhausted','status':402,'detail':'Spent.',"
            + "'details':{'cap':'grant','remaining_usd':'0.5'}}",
        "OPENAI | {'error':{'message':'Spent.','type':'insufficient_quota','param':null,"
            + "'code':'budget_exhausted','details':{'cap':'grant','remaining_usd':'0.5'}}}",
        "ANTHROPIC | {'type':'error','error':{'type':'billing_error','message':'Spent.',"
            + "'details':{'cap':'grant','remaining_usd':'0.5'}}}",
        "GOOGLE | {'error':{'code':402,'message':'Spent.','status':'RESOURCE_EXHAUSTED','details':"
            + "[{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'BUDGET_EXHAUSTED',"
            + "'domain':'aipassport','metadata':{'cap':'grant','remaining_usd':'0.5'}}]}}"
      },
      quoteCharacter = '"')
  void figuresStandWhereTheCallersProgramsFindThem(ErrorShape shape, String body) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cap", "grant");
    facts.put("remaining_usd", "0.5");
    assertThat(text(shape, RefusalException.withFacts(Refusal.BUDGET_EXHAUSTED, "Spent.", facts)))
        .isEqualTo(body.replace('\'', '"'));
  }

  @Test
  void detailIsTextOnAPage() {
    RefusalException refusal = new RefusalException(Refusal.NOT_FOUND, "</p><script>&amp;\"'");
    assertThat(text(ErrorShape.PAGE, refusal))
        .contains("<p>&lt;/p&gt;&lt;script&gt;&amp;amp;\"'</p>");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1, OPENAI",
    "/v1/chat/completions, OPENAI",
    "/v1beta/models, GOOGLE",
    "/v1betas, SURFACE",
    "/v1/messages, ANTHROPIC",
    "/v1/messages/count_tokens, ANTHROPIC",
    "/v1/messages2, OPENAI",
    "/v1/models, OPENAI",
    "/v10, SURFACE",
    "/api, PROBLEM",
    "/api/provider-keys, PROBLEM",
    "/apis, SURFACE",
    "/grants/x/v1/, SURFACE",
    "/ui, PAGE",
    "/ui/sign-in, PAGE",
    "/uis, SURFACE",
    "/oauth2/token, OAUTH",
    "/oauth2/authorize, PAGE",
    "/oauth2/authorize/resume, PAGE",
    "/oauth2/authorized, OAUTH",
    "/oauth2x, SURFACE",
    "/proxy/chat, SURFACE",
    "/, SURFACE",
    "'', SURFACE"
  })
  void pathDecidesTheShape(String path, ErrorShape shape) {
    assertThat(ErrorShape.ofPath(path)).isEqualTo(shape);
  }

  @Test
  void atTheModelsOfThreeProvidersTheirHeadersDecide() {
    assertThat(shape(FakeRequest.get("/v1/models"))).isEqualTo(ErrorShape.OPENAI);
    assertThat(shape(FakeRequest.get("/v1/models/m").with("anthropic-version", "2023-06-01")))
        .isEqualTo(ErrorShape.ANTHROPIC);
    assertThat(shape(FakeRequest.get("/v1/models").with("x-goog-api-key", "k")))
        .isEqualTo(ErrorShape.GOOGLE);
    assertThat(shape(FakeRequest.post("/v1/models/m:generateContent", "{}")))
        .isEqualTo(ErrorShape.GOOGLE);
    assertThat(shape(FakeRequest.post("/v1/responses", "{}").with("x-goog-api-key", "k")))
        .isEqualTo(ErrorShape.OPENAI);
  }

  private static ErrorShape shape(FakeRequest request) {
    return ErrorShape.of(request.servlet());
  }

  @Test
  void oauthDescriptionsHoldOnlyTheCharactersOfRfc6749Section52() {
    assertThat(ErrorShape.oauthDescription("a \"b\" \\ \u00fc\ud83d\ude00\n!#[]~\u007f"))
        .isEqualTo("a 'b' ? ???!#[]~?");
  }

  @Test
  void problemsHaveTheirOwnMediaType() {
    assertThat(ErrorShape.PROBLEM.contentType()).isEqualTo("application/problem+json");
    assertThat(ErrorShape.SURFACE.contentType()).isEqualTo("application/json");
    assertThat(ErrorShape.OPENAI.contentType()).isEqualTo("application/json");
  }

  private static String text(ErrorShape shape, RefusalException refusal) {
    return new String(shape.bytes(refusal), UTF_8);
  }
}
