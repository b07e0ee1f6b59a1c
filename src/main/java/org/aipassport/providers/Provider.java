package org.aipassport.providers;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.ProviderType;
import org.aipassport.values.ProviderName;

/** One upstream as the operator configured it. */
public final class Provider {
  private static final String ANTHROPIC_VERSION = "2023-06-01";

  private final ProviderSettings settings;
  private final Protocol protocol;
  private final URI origin;
  private final String prefix;

  Provider(ProviderSettings settings) {
    this.settings = settings;
    this.protocol = Protocol.of(settings.type());
    this.origin = originOf(settings.baseUrl());
    String path = settings.baseUrl().getRawPath();
    this.prefix = path == null || path.equals("/") ? "" : path;
  }

  private static URI originOf(URI baseUrl) {
    return URI.create(baseUrl.getScheme() + "://" + baseUrl.getRawAuthority());
  }

  public ProviderName name() {
    return settings.name();
  }

  public Protocol protocol() {
    return protocol;
  }

  /** Scheme, host and port; a key is sealed for exactly this text. */
  public URI origin() {
    return origin;
  }

  /** Whether its host may lie on a private or loopback address. */
  public boolean allowPrivate() {
    return settings.allowPrivate();
  }

  public Deadlines deadlines() {
    return settings.deadlines();
  }

  /** How calls get there. */
  public Egress egress() {
    return settings.egress();
  }

  /**
   * Whether it may do without a key: a local Ollama, or a compatible server in one's own network.
   */
  public boolean worksWithoutKey() {
    return settings.type() == ProviderType.OLLAMA
        || (settings.type() == ProviderType.OPENAI_COMPATIBLE && settings.allowPrivate());
  }

  /** Headers that its protocol wants on every request besides the key. */
  public Map<String, String> fixedHeaders() {
    return protocol == Protocol.ANTHROPIC
        ? Map.of("anthropic-version", ANTHROPIC_VERSION)
        : Map.of();
  }

  /** The path of an operation of OpenAI's protocol, if this provider speaks it. */
  public Optional<String> path(Operation operation) {
    if (protocol != Protocol.OPENAI) {
      return Optional.empty();
    }
    return switch (operation) {
      case CHAT_COMPLETIONS -> Optional.of(prefix + "/chat/completions");
      case EMBEDDINGS -> Optional.of(prefix + "/embeddings");
      case PROXY_CHAT -> Optional.empty();
    };
  }

  /** A path that costs nothing and needs a valid key: the list of models. */
  public String modelsPath() {
    return switch (protocol) {
      case OPENAI -> prefix + "/models";
      case ANTHROPIC -> prefix + "/v1/models";
      case GOOGLE -> prefix + "/v1beta/models";
    };
  }

  /** The provider's own form of a provider-agnostic chat. */
  public UpstreamCall chat(ProxyChat chat) {
    return switch (protocol) {
      case OPENAI -> new UpstreamCall(prefix + "/chat/completions", chat.asOpenAi());
      case ANTHROPIC -> new UpstreamCall(prefix + "/v1/messages", chat.asAnthropic());
      case GOOGLE ->
          new UpstreamCall(
              prefix
                  + "/v1beta/models/"
                  + chat.encodedModel()
                  + (chat.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent"),
              chat.asGoogle());
    };
  }
}
