package org.aipassport.providers;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

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

  private static final Map<Operation, Map<String, String>> KNOWN =
      Map.of(
          Operation.CHAT_COMPLETIONS, folded(CHAT),
          Operation.EMBEDDINGS, folded(EMBEDDINGS));

  private OpenAiFields() {}

  /**
   * Refuses what must not reach an upstream.
   *
   * @throws RefusalException INVALID_FIELD for a case twin of a known member, POLICY for one that
   *     makes the upstream keep the conversation: on a key that several apps share, they could read
   *     each other's
   */
  public static void check(Operation operation, JsonObject body) {
    Map<String, String> known = KNOWN.getOrDefault(operation, Map.of());
    for (String name : body.members().keySet()) {
      String spelt = known.get(folded(name));
      if (spelt != null && !spelt.equals(name)) {
        throw RefusalException.ofField(name, "differs from \"" + spelt + "\" only by letter case");
      }
    }
    JsonValue store = body.get("store");
    if (store != null && store != JsonBoolean.FALSE && store != JsonNull.NULL) {
      throw new RefusalException(
          Refusal.POLICY, "store: the broker lets no upstream keep conversations; leave it out");
    }
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
