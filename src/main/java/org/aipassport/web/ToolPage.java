package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantScope;
import org.aipassport.grants.Grants;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.tokens.ToolKeys;
import org.aipassport.vault.ProviderKeyView;
import org.aipassport.vault.ProviderKeys;
import org.jspecify.annotations.Nullable;

/**
 * A key for a tool of one's own: which tool, what it may do, and then the key, shown once with the
 * tool's settings.
 */
@Named("tool")
@RequestScoped
public class ToolPage {
  private static final String PRESET = "preset";
  private static final int MOST_KNOWN = 12;

  private Settings settings;
  private ToolKeys tools;
  private ProviderKeys keys;
  private Providers providers;
  private Grants grants;
  private GrantWords words;
  private Page page;
  private @Nullable ToolChoice choice;
  private ToolKeys.@Nullable Created created;

  @SuppressWarnings("NullAway.Init")
  protected ToolPage() {} // for the CDI proxy

  @Inject
  ToolPage(
      Settings settings,
      ToolKeys tools,
      ProviderKeys keys,
      Providers providers,
      Grants grants,
      GrantWords words,
      Page page) {
    this.settings = settings;
    this.tools = tools;
    this.keys = keys;
    this.providers = providers;
    this.grants = grants;
    this.words = words;
    this.page = page;
  }

  /** The tools that can work with a provider of this broker's. */
  public List<String> getPresets() {
    return Arrays.stream(ToolPreset.values())
        .filter(preset -> providers.all().stream().anyMatch(preset::fits))
        .map(ToolPreset::key)
        .toList();
  }

  /** The tool that was chosen; null before. */
  public @Nullable String getPreset() {
    return page.parameter(PRESET).flatMap(ToolPreset::of).map(ToolPreset::key).orElse(null);
  }

  private ToolPreset preset() {
    return page.parameter(PRESET).flatMap(ToolPreset::of).orElse(ToolPreset.CUSTOM);
  }

  /** The query of links to the form for the chosen tool. */
  public String getQuery() {
    return PRESET + "=" + preset().key();
  }

  /** The form. */
  public ToolChoice getChoice() {
    ToolChoice known = choice;
    if (known == null) {
      known = new ToolChoice(preset(), List.copyOf(sources().keySet()), longest());
      choice = known;
    }
    return known;
  }

  /** What the tool can use: providers with their keys. */
  public List<Map.Entry<String, String>> getSources() {
    return List.copyOf(sources().entrySet());
  }

  private Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    List<ProviderKeyView> own = keys.list(page.caller());
    for (Provider provider : fitting()) {
      for (ProviderKeyView key : own) {
        if (key.provider().equals(provider.name())) {
          sources.put(
              ToolChoice.source(provider.name(), key.id().value()),
              provider.name() + " · " + words.key(key));
        }
      }
      if (provider.worksWithoutKey()) {
        sources.putIfAbsent(
            ToolChoice.source(provider.name(), ""), words.withoutKey(provider.name()));
      }
    }
    return sources;
  }

  /** The names of the providers that the tool can work with. */
  public String getProviders() {
    return fitting().stream().map(one -> one.name().value()).collect(Collectors.joining(", "));
  }

  private List<Provider> fitting() {
    return providers.all().stream().filter(preset()::fits).toList();
  }

  /** Models that grants of theirs have named for these providers. */
  public String getKnownModels() {
    return grants.list(page.caller()).stream()
        .map(grant -> grant.scope())
        .filter(scope -> fitting().stream().anyMatch(one -> one.name().equals(scope.provider())))
        .flatMap(scope -> scope.models().stream())
        .distinct()
        .limit(MOST_KNOWN)
        .map(model -> model.value())
        .collect(Collectors.joining(", "));
  }

  /** How long the key may live. */
  public List<Duration> getLifetimes() {
    return Lifetimes.upTo(longest());
  }

  private Duration longest() {
    return settings.grants().toolMaxLifetime();
  }

  /** Makes the key, which the answer shows and nothing else. */
  public @Nullable String create() {
    if (page.fresh(getQuery())) {
      page.attempt(
          () ->
              created =
                  tools.create(page.caller(), getChoice().ask(page.session().authenticatedAt())));
    }
    return null;
  }

  /** The key that was just made; null if none was. */
  public ToolKeys.@Nullable Created getCreated() {
    return created;
  }

  /** The base URL that the tool has to be given. */
  public String getBaseUrl() {
    return page.getPublicUrl() + provider(scope()).protocol().basePath();
  }

  /** The settings of the tool, ready to copy. */
  public List<Snippet> getSnippets() {
    ToolKeys.Created made = created;
    return made == null
        ? List.of()
        : new Snippets(page.getPublicUrl(), made.key().token())
            .of(provider(scope()), scope()).stream().filter(preset()::shows).toList();
  }

  private GrantScope scope() {
    ToolKeys.Created made = created;
    if (made == null) {
      throw new IllegalStateException("no key was made");
    }
    return made.grant().scope();
  }

  private Provider provider(GrantScope scope) {
    return providers.find(scope.provider()).orElseThrow();
  }
}
