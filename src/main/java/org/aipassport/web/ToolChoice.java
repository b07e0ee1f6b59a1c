package org.aipassport.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.ToolAsk;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.ModelName;
import org.aipassport.values.ProviderName;
import org.jspecify.annotations.Nullable;

/** What somebody wants a tool of their own to be able to do: the fields of the form. */
public class ToolChoice {
  private static final Duration USUAL_LIFETIME = Duration.ofDays(30);
  private static final int MOST_MODELS = 64;

  private String name;
  private String source;
  private String models = "";
  private List<String> capabilities = List.of(Capability.CHAT.wireName());
  private String maxRequests = "1000";
  private String maxBudget = "10.00";
  private String expiresInSeconds;
  private boolean store;

  /**
   * The form at first.
   *
   * @param sources what {@link #getSource} can be; the first is chosen
   */
  ToolChoice(ToolPreset preset, List<String> sources, Duration longest) {
    this.name = preset.tool();
    this.source = sources.isEmpty() ? "" : sources.get(0);
    Duration usual = USUAL_LIFETIME.compareTo(longest) < 0 ? USUAL_LIFETIME : longest;
    this.expiresInSeconds = Long.toString(usual.toSeconds());
  }

  /** A provider, and a key for it unless it needs none: {@code openai/<id>}, {@code ollama/}. */
  static String source(ProviderName provider, String keyId) {
    return provider + "/" + keyId;
  }

  /**
   * What these fields ask for.
   *
   * @throws RefusalException INVALID_FIELD naming the field that cannot be read or is empty
   */
  ToolAsk ask(Instant signedInAt) {
    int slash = Math.max(0, source.indexOf('/'));
    String provider = source.substring(0, slash);
    if (!ProviderName.isName(provider)) {
      throw RefusalException.ofField("source", "is not a provider here");
    }
    return new ToolAsk(
        name,
        scope(new ProviderName(provider)),
        Fields.seconds("expiresInSeconds", expiresInSeconds),
        Fields.key("source", source.substring(slash + 1)),
        Optional.empty(),
        Optional.of(signedInAt));
  }

  /** As a part of all that such a grant could hold, so that the rules for parts check it. */
  private GrantScope scope(ProviderName provider) {
    List<String> typed =
        models.lines().map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
    if (typed.size() > MOST_MODELS) {
      throw RefusalException.ofField("models", "must be at most " + MOST_MODELS);
    }
    List<ModelName> named = Fields.models("models", typed);
    List<Capability> chosen = Fields.capabilities("capabilities", capabilities);
    return new GrantScope(provider, named, chosen, OptionalLong.empty(), Optional.empty(), true)
        .narrowed(
            named,
            chosen,
            Fields.number("maxRequests", maxRequests),
            Fields.dollars("maxBudget", maxBudget),
            store);
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getSource() {
    return source;
  }

  public void setSource(@Nullable String source) {
    this.source = Fields.chosen(source);
  }

  public String getModels() {
    return models;
  }

  public void setModels(String models) {
    this.models = models;
  }

  public List<String> getCapabilities() {
    return capabilities;
  }

  public void setCapabilities(List<String> capabilities) {
    this.capabilities = List.copyOf(capabilities);
  }

  public String getMaxRequests() {
    return maxRequests;
  }

  public void setMaxRequests(String maxRequests) {
    this.maxRequests = maxRequests;
  }

  public String getMaxBudget() {
    return maxBudget;
  }

  public void setMaxBudget(String maxBudget) {
    this.maxBudget = maxBudget;
  }

  public String getExpiresInSeconds() {
    return expiresInSeconds;
  }

  public void setExpiresInSeconds(@Nullable String expiresInSeconds) {
    this.expiresInSeconds = Fields.chosen(expiresInSeconds);
  }

  public boolean isStore() {
    return store;
  }

  public void setStore(boolean store) {
    this.store = store;
  }
}
