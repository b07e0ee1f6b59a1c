package org.aipassport.apps;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.Settings;

/** The names that people trust here: those of providers, of this broker, and the operator's own. */
final class Brands {
  /** Shorter names of the operator's are words of every day too often. */
  private static final int SHORTEST_OWN = 4;

  private static final List<Brand> OF_THE_WORLD =
      List.of(
          distinctive("openai", "openai.com", "chatgpt.com"),
          distinctive("chatgpt", "openai.com", "chatgpt.com"),
          distinctive("anthropic", "anthropic.com", "claude.ai", "claude.com"),
          word("claude", "anthropic.com", "claude.ai", "claude.com"),
          distinctive("google", "google.com", "google.dev"),
          word("gemini", "google.com", "google.dev"),
          word("mistral", "mistral.ai"),
          word("cohere", "cohere.com", "cohere.ai"),
          distinctive("ollama", "ollama.com"),
          distinctive("microsoft", "microsoft.com"),
          word("azure", "microsoft.com", "ai.azure.com", "portal.azure.com"),
          word("copilot", "microsoft.com", "github.com"),
          word("aws", "aws.amazon.com", "aws.dev"),
          word("amazon", "amazon.com"),
          word("bedrock", "aws.amazon.com", "aws.dev"),
          distinctive("github", "github.com"),
          word("apple", "apple.com"),
          word("meta", "meta.com", "meta.ai"),
          word("grok", "x.ai", "grok.com"),
          distinctive("deepseek", "deepseek.com"),
          distinctive("perplexity", "perplexity.ai"),
          distinctive("huggingface", "huggingface.co"),
          distinctive("openrouter", "openrouter.ai"));

  private final List<Brand> inNames;
  private final List<Brand> inHosts;

  Brands(Settings settings) {
    String own = settings.publicUrl().getHost();
    List<Brand> everywhere = new ArrayList<>(OF_THE_WORLD);
    everywhere.add(distinctive("aipassport", own));
    everywhere.add(distinctive("aibroker", own));
    List<Brand> names = new ArrayList<>(everywhere);
    settings.providers().stream()
        .filter(provider -> provider.name().value().length() >= SHORTEST_OWN)
        .filter(provider -> everywhere.stream().noneMatch(b -> b.isWritten(word(provider))))
        .forEach(provider -> names.add(ofOperator(provider)));
    this.inNames = List.copyOf(names);
    this.inHosts = List.copyOf(everywhere);
  }

  /** A provider that the operator named; the names of their hosts are theirs to choose. */
  private static Brand ofOperator(ProviderSettings provider) {
    URI baseUrl = provider.baseUrl();
    return new Brand(word(provider), false, List.of(LookKeys.lower(baseUrl.getHost())));
  }

  private static String word(ProviderSettings provider) {
    return provider.name().value().replace("-", "");
  }

  /** The brand that a name imitates by another spelling, if it does. */
  Optional<String> imitatedBy(String name) {
    List<String> runs = LookKeys.runs(LookKeys.words(name));
    return inNames.stream()
        .filter(brand -> runs.stream().noneMatch(brand::isWritten))
        .filter(brand -> runs.stream().anyMatch(brand::isImitatedBy))
        .map(Brand::name)
        .findFirst();
  }

  /** Whether a name uses that of somebody who does not own the host. */
  boolean isBorrowed(String name, String host) {
    return isBorrowed(inNames, name, host);
  }

  /** Whether one of a host's labels uses the name of somebody who does not own the host. */
  boolean isBorrowedByHost(List<String> labels, String host) {
    return labels.stream().anyMatch(label -> isBorrowed(inHosts, label, host));
  }

  private static boolean isBorrowed(List<Brand> brands, String text, String host) {
    List<String> runs = LookKeys.runs(LookKeys.words(text));
    List<String> pieces = LookKeys.pieces(text);
    return brands.stream()
        .filter(brand -> !brand.owns(host))
        .anyMatch(
            brand ->
                runs.stream().anyMatch(brand::isNamedBy)
                    || pieces.stream().anyMatch(brand::isWithin));
  }

  private static Brand distinctive(String name, String... hosts) {
    return new Brand(name, true, List.of(hosts));
  }

  private static Brand word(String name, String... hosts) {
    return new Brand(name, false, List.of(hosts));
  }
}
