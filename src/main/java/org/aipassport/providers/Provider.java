package org.aipassport.providers;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.config.Deadlines;
import org.aipassport.config.Egress;
import org.aipassport.config.ProviderSettings;
import org.aipassport.config.ProviderType;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;

/** One upstream as the operator configured it. */
public final class Provider {
  private final ProviderSettings settings;
  private final ProviderTables tables;
  private final URI origin;
  private final String prefix;

  Provider(ProviderSettings settings, ProviderTables tables) {
    this.settings = settings;
    this.tables = tables;
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

  public ProviderType type() {
    return settings.type();
  }

  public Protocol protocol() {
    return table().protocol();
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

  /** The header that carries the key, with it. */
  public Map.Entry<String, String> keyHeader(SecretText key) {
    return Map.entry(table().keyHeader(), table().keyPrefix() + key.reveal());
  }

  /** The names of the caller's headers that go upstream, checked. */
  public List<String> passedHeaders() {
    return table().headers().stream().map(HeaderTable::name).toList();
  }

  /**
   * The headers that go upstream besides the key's.
   *
   * @param sent what the caller sent, by the names of {@link #passedHeaders}
   * @throws RefusalException INVALID_FIELD or POLICY naming the header
   */
  public Map<String, String> headers(Map<String, String> sent) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (HeaderTable header : table().headers()) {
      header
          .passed(Optional.ofNullable(sent.get(header.name())))
          .ifPresent(value -> headers.put(header.name(), value));
    }
    return headers;
  }

  /** The names of the headers of its answers that reach the caller. */
  public List<String> answerHeaders() {
    return table().answerHeaders();
  }

  /** What its error codes mean. */
  public ErrorCodes codes() {
    return table().codes();
  }

  /** What apps can do with it. */
  public Set<Capability> capabilities() {
    return table().capabilities();
  }

  /** The operation that is called at a path of the broker's, if this provider has it. */
  public Optional<Operation> at(String path) {
    return table().at(path);
  }

  /** Where an answer of {@link Operation#understand} goes: behind the origin, encoded. */
  public String target(Understood understood) {
    return prefix + understood.pathAndQuery();
  }

  /**
   * What it is asked for to count the tokens that go in with a call, for nothing; empty if it does
   * not count them.
   *
   * @param call an answer of {@link Operation#understand}
   */
  public Optional<Understood> counting(Understood call) {
    return table().counting(call);
  }

  /** A path that costs nothing and needs a valid key: the list of models. */
  public String modelsPath() {
    return prefix + table().models();
  }

  /** What a provider-agnostic chat asks of this provider. */
  public Understood chat(ProxyChat chat) {
    Operation operation = table().chat(chat.stream());
    JsonObject body =
        switch (protocol()) {
          case OPENAI -> chat.asOpenAi();
          case ANTHROPIC -> chat.asAnthropic();
          case GOOGLE -> chat.asGoogle();
        };
    return operation.understand(
        CallerRequest.json(
            operation.route().at().with(chat.model()),
            protocol() == Protocol.GOOGLE && chat.stream() ? Map.of("alt", "sse") : Map.of(),
            body),
        false);
  }

  private ProviderTable table() {
    return tables.of(settings.type());
  }
}
