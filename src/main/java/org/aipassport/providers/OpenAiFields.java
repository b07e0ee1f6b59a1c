package org.aipassport.providers;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * What the broker knows of the members of a request body in OpenAI's protocol. Members it does not
 * know pass (new ones appear often, and this grant has no money cap that they could break); those
 * that differ from a known one only by letter case never do, because some upstreams read them as
 * the known one.
 */
public final class OpenAiFields {
  private static final Set<String> CHAT =
      Set.of(
          "audio",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "messages",
          "metadata",
          "modalities",
          "model",
          "moderation",
          "n",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention",
          "reasoning_effort",
          "response_format",
          "safety_identifier",
          "seed",
          "service_tier",
          "stop",
          "store",
          "stream",
          "stream_options",
          "temperature",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "user",
          "verbosity",
          "web_search_options");
  private static final Set<String> EMBEDDINGS =
      Set.of("dimensions", "encoding_format", "input", "model", "user");

  /** Members by which gateways that speak this protocol choose another model, address or key. */
  private static final Map<String, String> ROUTING =
      folded(
          Set.of(
              "api_base",
              "api_key",
              "api_version",
              "base_url",
              "content_policy_fallbacks",
              "context_window_fallback_dict",
              "context_window_fallbacks",
              "custom_llm_provider",
              "extra_body",
              "extra_headers",
              "fallback_models",
              "fallbacks",
              "model_list",
              "models",
              "provider",
              "route",
              "user_config"));

  private static final Map<Operation, Map<String, String>> KNOWN =
      Map.of(
          Operation.CHAT_COMPLETIONS, folded(CHAT),
          Operation.EMBEDDINGS, folded(EMBEDDINGS));

  private OpenAiFields() {}

  /**
   * Refuses what must not reach an upstream.
   *
   * @throws RefusalException INVALID_FIELD for a case twin of a known member, POLICY for one that
   *     makes the upstream keep the conversation (on a key that several apps share, they could read
   *     each other's) or by which a gateway would go to another model, address or key
   */
  public static void check(Operation operation, JsonObject body) {
    Map<String, String> known = KNOWN.getOrDefault(operation, Map.of());
    for (String name : body.members().keySet()) {
      if (ROUTING.containsKey(folded(name))) {
        throw new RefusalException(
            Refusal.POLICY, name + ": the grant decides where a call goes; leave it out");
      }
      String spelt = known.get(folded(name));
      if (spelt != null && !spelt.equals(name)) {
        throw RefusalException.ofField(name, "differs from \"" + spelt + "\" only by letter case");
      }
    }
    JsonValue store = body.get("store");
    if (isSet(store) && store != JsonBoolean.FALSE) {
      throw new RefusalException(
          Refusal.POLICY, "store: the broker lets no upstream keep conversations; leave it out");
    }
  }

  /** What a grant must allow for this body: a chat that answers in speech is audio as well. */
  public static Set<Capability> capabilities(Operation operation, JsonObject body) {
    boolean speech =
        isSet(body.get("audio"))
            || (body.get("modalities") instanceof JsonArray wanted
                && wanted.values().contains(new JsonString("audio")));
    return speech
        ? EnumSet.of(operation.capability(), Capability.AUDIO)
        : EnumSet.of(operation.capability());
  }

  private static boolean isSet(@Nullable JsonValue value) {
    return value != null && value != JsonNull.NULL;
  }

  private static Map<String, String> folded(Set<String> names) {
    Map<String, String> map = new HashMap<>();
    names.forEach(name -> map.put(folded(name), name));
    return map;
  }

  /** Upper case first: the long s is a lower-case letter, which some readers take for an s. */
  private static String folded(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
