package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.json.RandomJson;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Refused;
import org.aipassport.values.ModelName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes upstream for what was asked. */
class UnderstoodTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";
  private static final String EDITS = "/v1/images/edits";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "''                    | {'model':'m','store':false}",
        "'store':null,'top':1  | {'model':'m','store':false,'top':1}",
        "'store':false         | {'model':'m','store':false}"
      })
  void responsesAreNotKept(String members, String body) {
    String asked = members.equals("''") ? "" : members;
    for (boolean granted : List.of(false, true)) {
      assertThat(text(Asking.ask("openai", RESPONSES, asked, granted))).isEqualTo(body);
    }
  }

  @Test
  void grantThatLetsTheProviderKeepLetsACallerSaySo() {
    assertThat(text(Asking.ask("openai", RESPONSES, "'store':true", true)))
        .isEqualTo("{'model':'m','store':true}");
    Refused.as(
        Refusal.POLICY,
        () -> Asking.ask("openai", RESPONSES, "'store':true,'conversation':'c'", true));
  }

  @Test
  void countingTokensForcesNothing() {
    assertThat(text(Asking.ask("openai", "/v1/responses/input_tokens", "")))
        .isEqualTo("{'model':'m'}");
  }

  @Test
  void cohereGetsNoStreamOptions() {
    Understood call =
        Asking.ask("cohere", CHAT, "'stream':true,'stream_options':{'include_usage':true}");
    assertThat(text(call)).isEqualTo("{'model':'m','stream':true}");
    assertThat(call.stripUsage()).isFalse();
  }

  @Test
  void cacheDiagnosticsOfOtherMessagesAreLeftOut() {
    assertThat(
            text(
                Asking.ask(
                    "anthropic", "/v1/messages", "'diagnostics':{'previous_message_id':'msg_1'}")))
        .isEqualTo("{'model':'m'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'stream':true | {'include_usage':true} | true",
        "'stream':true,'stream_options':null | {'include_usage':true} | true",
        "'stream':true,'stream_options':{'x':1,'include_usage':false} | {'x':1,'include_usage':true} | true",
        "'stream':true,'stream_options':{'include_usage':true} | {'include_usage':true} | false",
        "'stream':false | - | false"
      })
  void usageOfAStreamIsAlwaysAskedForAndStrippedIfTheCallerDidNot(
      String members, String options, boolean strips) {
    Understood call = Asking.ask("openai", CHAT, members);
    JsonValue sent = call.body().get("stream_options");
    assertThat(sent == null ? "-" : Json.text(sent).replace('"', '\'')).isEqualTo(options);
    assertThat(call.stripUsage()).isEqualTo(strips);
  }

  @Test
  void streamOptionsThatAreNoObjectAreRefused() {
    Refused.field(
        "stream_options", () -> Asking.ask("openai", CHAT, "'stream':true,'stream_options':'all'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'true'", "1", "[]"})
  void streamThatIsNoFlagIsRefused(String stream) {
    Refused.field("stream", () -> Asking.ask("openai", CHAT, "'stream':" + stream));
  }

  @ParameterizedTest
  @CsvSource({"alt, xml", "key, secret", "$alt, sse", "ALT, sse"})
  void unknownParameterIsRefusedByName(String name, String value) {
    Refused.field(name, () -> stream(Map.of(name, value)));
  }

  @Test
  void parameterThatIsKnownIsPassedOn() {
    assertThat(stream(Map.of("alt", "sse")).pathAndQuery())
        .isEqualTo("/v1beta/models/m:streamGenerateContent?alt=sse");
    assertThat(stream(Map.of("alt", "sse")).wanted()).isEqualTo(StreamChoice.Wanted.EVENTS);
    assertThat(stream(Map.of()).wanted()).isEqualTo(StreamChoice.Wanted.JSON_STREAM);
    ProviderTable anthropic = GivenProviders.table("anthropic");
    assertThat(
            anthropic
                .at("/v1/messages")
                .orElseThrow()
                .understand(
                    CallerRequest.json(
                        "/v1/messages", Map.of("beta", "true"), Asking.json("{'model':'m'}")),
                    false)
                .pathAndQuery())
        .isEqualTo("/v1/messages?beta=true");
  }

  private static Understood stream(Map<String, String> query) {
    String path = "/v1beta/models/m:streamGenerateContent";
    return GivenProviders.table("google")
        .at(path)
        .orElseThrow()
        .understand(CallerRequest.json(path, query, JsonObject.EMPTY), false);
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b, a%2Fb",
    "a%2fb, a/b, a%2Fb",
    "%6d, m, m",
    "a/b, a/b, a%2Fb",
    "a%3Ab, a:b, a%3Ab"
  })
  void encodedModelIsTheOneThatItMeansAndLeavesInOneSpelling(
      String written, String model, String sent) {
    Understood call = Asking.ask("google", "/v1beta/models/" + written + ":generateContent", "");
    assertThat(call.model().value()).isEqualTo(model);
    assertThat(call.pathAndQuery()).isEqualTo("/v1beta/models/" + sent + ":generateContent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%252Fb", "a%00", "a+b", "a%20b", "a%3Fkey=x", "%C3%A4"})
  void modelOfAnotherFormIsRefused(String written) {
    Refused.field(
        "model", () -> Asking.ask("google", "/v1beta/models/" + written + ":generateContent", ""));
  }

  @Test
  void modelThatIsNotEncodedWellIsMalformed() {
    Refused.as(
        Refusal.MALFORMED, () -> Asking.ask("google", "/v1beta/models/a%2:generateContent", ""));
  }

  @Test
  void formMayRepeatWhatIsAListOnly() {
    assertThat(edit(List.of("model", "image[]", "image[]"), Set.of("image[]"), ""))
        .extracting(Understood::wanted)
        .isEqualTo(StreamChoice.Wanted.WHOLE);
    Refused.field("model", () -> edit(List.of("model", "model"), Set.of(), ""));
    Refused.field("new", () -> edit(List.of("model", "new", "new"), Set.of(), ""));
  }

  @Test
  void fileWhereTextBelongsIsRefused() {
    Refused.field("prompt", () -> edit(List.of("model", "prompt"), Set.of("prompt"), ""));
    Refused.field("model", () -> edit(List.of("model"), Set.of("model"), ""));
    Refused.field("store", () -> edit(List.of("model", "store"), Set.of("store"), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model[]", "model[0]", "Model", "stream[]"})
  void fieldOfAFormThatCouldBeTakenForAnotherIsRefused(String name) {
    Refused.field(name, () -> edit(List.of("model", name), Set.of(), ""));
  }

  @ParameterizedTest
  @CsvSource({"true, EVENTS", "false, WHOLE"})
  void formAsksForAStreamInText(String stream, StreamChoice.Wanted wanted) {
    assertThat(edit(List.of("model", "stream"), Set.of(), ",'stream':'" + stream + "'").wanted())
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "1", "yes", ""})
  void flagOfAFormThatReadersTakeDifferentlyIsRefused(String stream) {
    Refused.field(
        "stream", () -> edit(List.of("model", "stream"), Set.of(), ",'stream':'" + stream + "'"));
  }

  @Test
  void otherMediaTypeThanTheOperationsIsRefused() {
    Refused.as(Refusal.UNSUPPORTED_MEDIA_TYPE, () -> Asking.ask("openai", EDITS, ""));
    Refused.as(
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        () ->
            GivenProviders.table("openai")
                .at(CHAT)
                .orElseThrow()
                .understand(form(CHAT, List.of("model"), Set.of(), ""), false));
  }

  private static Understood edit(List<String> names, Set<String> files, String members) {
    return GivenProviders.table("openai")
        .at(EDITS)
        .orElseThrow()
        .understand(form(EDITS, names, files, members), false);
  }

  private static CallerRequest form(
      String path, List<String> names, Set<String> files, String members) {
    return new CallerRequest(
        path, Map.of(), names, files, Asking.json("{'model':'m'" + members + "}"));
  }

  @Test
  void betasOfClaudeCodePassByteForByte() {
    String betas = "claude-code-20250219,interleaved-thinking-2025-05-14, context-1m-2025-08-07";
    assertThat(beta(betas)).contains(betas);
  }

  @Test
  void betaAboutTheCallersOwnCredentialsIsLeftOut() {
    assertThat(beta("claude-code-20250219,oauth-2025-04-20,x-1"))
        .contains("claude-code-20250219,x-1");
    assertThat(beta("oauth-2025-04-20")).isEmpty();
    assertThat(beta("OAuth-2025-04-20")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "files-api-2025-04-14",
        "x-1, files-api-2025-04-14",
        "x-1 files-api-2025-04-14",
        "Files-API-2025-04-14",
        "skills-2025-10-02",
        "managed-agents-2026-04-01",
        "message-batches-2024-09-24"
      })
  void betaOfHostedStateIsRefused(String betas) {
    Refused.as(Refusal.POLICY, () -> beta(betas));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000", "a\"b", "\u00e4", "a\tb"})
  void betaOfAnotherFormIsRefused(String betas) {
    Refused.field("anthropic-beta", () -> beta(betas));
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "2023-06-01,2024-01-01", "2023-6-1", "../2023"})
  void versionOfAnotherFormIsRefused(String version) {
    Refused.field(
        "anthropic-version",
        () -> GivenProviders.preset("anthropic").headers(Map.of("anthropic-version", version)));
  }

  private static Optional<String> beta(String value) {
    return Optional.ofNullable(
        GivenProviders.preset("anthropic")
            .headers(Map.of("anthropic-beta", value))
            .get("anthropic-beta"));
  }

  static List<String> seeds() {
    List<String> paths = new ArrayList<>();
    for (String type : List.of("openai", "mistral", "cohere", "anthropic", "google")) {
      GivenProviders.table(type).operations().values().stream()
          .filter(one -> one.body().form().isEmpty())
          .forEach(one -> paths.add(type + " " + one.name()));
    }
    return paths;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatWasCheckedIsWhatIsSent(String of) {
    String type = of.split(" ")[0];
    ProviderTable table = GivenProviders.table(type);
    Operation operation = table.operations().get(of.split(" ")[1]);
    String path = operation.route().at().with(new ModelName("m"));
    for (long seed = 0; seed < 300; seed++) {
      JsonObject asked = random(seed, operation.route().at().hasModel());
      JsonObject read = Json.parseObject(Json.write(asked));
      JsonObject sent = Asking.ask(table, path, read, false).body();
      byte[] bytes = Json.write(sent);
      assertThat(Json.parseObject(bytes)).as(of + seed).isEqualTo(sent);
      assertThat(
              Json.write(
                  Asking.ask(table, path, random(seed, operation.route().at().hasModel()), false)
                      .body()))
          .isEqualTo(bytes);
      JsonObject expected = expected(asked, operation);
      assertThat(Json.text(sent)).as(of + seed).isEqualTo(Json.text(expected));
    }
  }

  /** All members as they were, in their order, but for what the table itself changes. */
  private static JsonObject expected(JsonObject asked, Operation operation) {
    JsonObject expected = asked;
    for (String name : operation.body().force().members().keySet()) {
      expected = expected.with(name, operation.body().force().members().get(name));
    }
    return expected;
  }

  private static JsonObject random(long seed, boolean modelInPath) {
    RandomJson json = new RandomJson(seed);
    JsonObject body = JsonObject.EMPTY;
    for (int i = 0; i < 4; i++) {
      body = body.with("free-" + i, json.value());
    }
    body = modelInPath ? body : body.with("model", new JsonString("m"));
    JsonObject part = JsonObject.EMPTY.with("text", json.value()).with("more", json.value());
    JsonObject message =
        JsonObject.EMPTY
            .with("role", new JsonString("user"))
            .with("content", new JsonArray(List.of(part)));
    for (String list : List.of("messages", "input", "contents")) {
      body = body.with(list, new JsonArray(List.of(message, message)));
    }
    return body.with("last", json.value());
  }

  private static String text(Understood call) {
    return Json.text(call.body()).replace('"', '\'');
  }
}
