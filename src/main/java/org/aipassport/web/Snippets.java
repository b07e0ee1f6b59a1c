package org.aipassport.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aipassport.grants.GrantScope;
import org.aipassport.providers.Capability;
import org.aipassport.providers.Protocol;
import org.aipassport.providers.Provider;
import org.aipassport.values.SecretText;

/** How programs and tools are made to call through the broker, ready to copy. */
final class Snippets {
  /** The settings of a terminal, which the others read. */
  static final String TERMINAL = "terminal";

  private static final List<String> CHAT =
      List.of("curl", "python", "javascript", "java", "claude-code", "codex", "continue");

  private final String broker;
  private final SecretText token;

  Snippets(String broker, SecretText token) {
    this.broker = broker;
    this.token = token;
  }

  /** Those that fit a grant, the settings of the terminal first. */
  List<Snippet> of(Provider provider, GrantScope scope) {
    String model = scope.models().get(0).value();
    return kinds(provider, scope)
        .map(
            name ->
                new Snippet(
                    name.substring(name.lastIndexOf('/') + 1).replaceFirst("^curl-.*", "curl"),
                    Template.of(name)
                        .with("broker", broker)
                        .with("model", model)
                        .with("token", token.reveal())
                        .text()))
        .toList();
  }

  /** The names of the files. */
  private static Stream<String> kinds(Provider provider, GrantScope scope) {
    String protocol = provider.protocol().wireName();
    List<String> names = new ArrayList<>(List.of(TERMINAL, "powershell"));
    if (scope.capabilities().contains(Capability.CHAT)) {
      CHAT.stream()
          .filter(kind -> fits(kind, provider))
          .forEach(kind -> names.add(protocol + "/" + kind));
    } else {
      scope.capabilities().stream()
          .filter(capability -> serves(provider, capability))
          .forEach(capability -> names.add(protocol + "/curl-" + capability.wireName()));
    }
    return names.stream();
  }

  /** Continue sends Google's key in the URL, which the broker refuses. */
  private static boolean fits(String kind, Provider provider) {
    return switch (kind) {
      case "claude-code" -> provider.protocol() == Protocol.ANTHROPIC;
      case "codex" -> provider.at("/v1/responses").isPresent();
      case "continue" -> provider.protocol() != Protocol.GOOGLE;
      default -> true;
    };
  }

  private static boolean serves(Provider provider, Capability capability) {
    String path =
        switch (capability) {
          case EMBEDDINGS ->
              provider.protocol() == Protocol.GOOGLE
                  ? "/v1beta/models/m:embedContent"
                  : "/v1/embeddings";
          case IMAGES -> "/v1/images/generations";
          case AUDIO -> "/v1/audio/speech";
          default -> "";
        };
    return !path.isEmpty() && provider.at(path).isPresent();
  }
}
