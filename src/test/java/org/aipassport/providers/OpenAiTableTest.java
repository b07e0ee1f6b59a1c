package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiTableTest {
  private static final String CHAT =
      "audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens"
          + " max_tokens messages metadata modalities model moderation n parallel_tool_calls"
          + " prediction presence_penalty prompt_cache_key prompt_cache_options"
          + " prompt_cache_retention reasoning_effort response_format safety_identifier seed"
          + " service_tier stop store stream stream_options temperature tool_choice tools"
          + " top_logprobs top_p user verbosity web_search_options";
  private static final String EMBEDDINGS = "dimensions encoding_format input model user";

  static Stream<Arguments> known() {
    return Stream.concat(
        Stream.of(CHAT.split(" ")).map(name -> Arguments.of("chat_completions", name)),
        Stream.of(EMBEDDINGS.split(" ")).map(name -> Arguments.of("embeddings", name)));
  }

  @ParameterizedTest
  @MethodSource("known")
  void knownMemberPasses(String operation, String name) {
    passes(operation, name, name.equals("store") ? JsonBoolean.FALSE : JsonNumber.of(1));
  }

  @ParameterizedTest
  @MethodSource("known")
  void caseTwinOfAKnownMemberIsRefusedByName(String operation, String name) {
    for (String twin : twins(name)) {
      assertThat(twin).isNotEqualTo(name);
      Refused.field(twin, () -> check(operation, twin, JsonBoolean.FALSE));
    }
  }

  @Test
  void twinBesideTheKnownMemberIsRefusedToo() {
    JsonObject both =
        JsonObject.builder().put("model", "granted").put("Model", "not granted").build();
    Refused.field("Model", () -> check("chat_completions", both));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models",
        "fallbacks",
        "route",
        "provider",
        "api_base",
        "base_url",
        "api_key",
        "Models",
        "API_BASE",
        "fallback\u017f",
        "extra_headers",
        "user_config"
      })
  void memberThatWouldSendTheCallElsewhereIsRefused(String name) {
    Refused.as(
        Refusal.POLICY, () -> check("chat_completions", name, new JsonString("somewhere else")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"audio\":{\"voice\":\"alloy\"}}", "{\"modalities\":[\"text\",\"audio\"]}"})
  void chatThatAnswersInSpeechIsAudioAsWell(String body) {
    assertThat(capabilities(body)).containsExactly(Capability.CHAT, Capability.AUDIO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"audio\":null}", "{\"modalities\":[\"text\"]}"})
  void chatInWritingIsChatOnly(String body) {
    assertThat(capabilities(body)).containsExactly(Capability.CHAT);
  }

  private static Set<Capability> capabilities(String body) {
    JsonObject object = Json.parseObject(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return GivenProviders.preset("openai")
        .at("/v1/chat/completions")
        .orElseThrow()
        .understand(
            CallerRequest.json(
                "/v1/chat/completions", Map.of(), object.with("model", new JsonString("m"))),
            false)
        .capabilities();
  }

  @Test
  void memberThatNobodyKnewYetPasses() {
    passes("chat_completions", "brand_new", JsonBoolean.TRUE);
    passes("chat_completions", "Brand_New", JsonBoolean.TRUE);
    passes("embeddings", "Messages", JsonBoolean.TRUE); // no member there
  }

  @Test
  void upstreamMayBeToldToKeepNothing() {
    passes("chat_completions", "store", JsonBoolean.FALSE);
    passes("chat_completions", "store", JsonNull.NULL);
  }

  static Stream<JsonValue> keeping() {
    return Stream.of(
        JsonBoolean.TRUE,
        new JsonString("false"),
        new JsonString(""),
        JsonNumber.of(0),
        JsonNumber.of(1),
        new JsonArray(List.of()),
        JsonObject.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("keeping")
  void upstreamMayNotBeToldToKeepTheConversation(JsonValue store) {
    Refused.as(Refusal.POLICY, () -> check("chat_completions", "store", store));
    Refused.as(Refusal.POLICY, () -> check("embeddings", "store", store));
  }

  private static List<String> twins(String name) {
    List<String> twins = new ArrayList<>();
    twins.add(name.toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        continue;
      }
      twins.add(replaced(name, i, Character.toUpperCase(c)));
      if (c == 's') {
        twins.add(replaced(name, i, '\u017f')); // long s
      } else if (c == 'k') {
        twins.add(replaced(name, i, '\u212a')); // Kelvin sign
      }
    }
    return twins;
  }

  private static String replaced(String name, int index, char by) {
    return name.substring(0, index) + by + name.substring(index + 1);
  }

  private static void passes(String operation, String name, JsonValue value) {
    assertThatCode(() -> check(operation, name, value)).doesNotThrowAnyException();
  }

  private static void check(String operation, String name, JsonValue value) {
    check(operation, JsonObject.builder().put(name, value).build());
  }

  private static void check(String operation, JsonObject body) {
    var unused =
        GivenProviders.table("openai")
            .operations()
            .get(operation)
            .body()
            .check(CallerRequest.json("/", Map.of(), body), false);
  }
}
