package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.aipassport.grants.GrantView;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Protocol;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.ModelName;
import org.aipassport.wire.ErrorShape;
import org.aipassport.wire.Refusals;

/**
 * {@code GET /v1/models} and {@code /v1beta/models}: the models of the grant, in the shape of the
 * caller's SDK. Answered from the grant and not from the upstream, whose list shows what else the
 * key's owner has; it costs no request.
 */
@ApplicationScoped
public class GrantedModels {
  private static final String V1 = "/v1/models";
  private static final String V1BETA = "/v1beta/models";

  private AccessTokens tokens;
  private Providers providers;

  @SuppressWarnings("NullAway.Init")
  protected GrantedModels() {} // for the CDI proxy

  @Inject
  GrantedModels(AccessTokens tokens, Providers providers) {
    this.tokens = tokens;
    this.providers = providers;
  }

  static boolean isPath(String path) {
    return isAt(path, V1) || isAt(path, V1BETA);
  }

  private static boolean isAt(String path, String list) {
    return path.equals(list) || path.startsWith(list + "/");
  }

  /**
   * The list, or the one model that the path names.
   *
   * @throws RefusalException CREDENTIALS_INVALID, OUT_OF_SCOPE if the grant's provider speaks
   *     another protocol, NOT_FOUND for a model that is not granted
   */
  void answer(TokenRequest request, HttpServletResponse response) throws IOException {
    GrantView grant = tokens.grantInForce(request.token());
    PageOrigin.of(request).mayUse(grant);
    String path = Refusals.path(request);
    Protocol protocol = protocolOf(request);
    providers
        .find(grant.scope().provider())
        .filter(provider -> provider.protocol() != protocol)
        .ifPresent(other -> refuse(path, other));
    ModelShape shape = ModelShape.of(protocol);
    String list = isAt(path, V1BETA) ? V1BETA : V1;
    send(
        response,
        path.equals(list)
            ? shape.list(grant)
            : shape.one(granted(grant, path.substring(list.length() + 1)), grant));
  }

  private static void refuse(String path, Provider other) {
    throw WrongProtocol.at(path, other);
  }

  private static Protocol protocolOf(TokenRequest request) {
    return switch (ErrorShape.of(request)) {
      case ANTHROPIC -> Protocol.ANTHROPIC;
      case GOOGLE -> Protocol.GOOGLE;
      default -> Protocol.OPENAI;
    };
  }

  private static ModelName granted(GrantView grant, String encoded) {
    String name = decoded(encoded);
    return grant.scope().models().stream()
        .filter(model -> model.value().equals(name))
        .findFirst()
        .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "The grant has no such model."));
  }

  private static String decoded(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The path is not encoded well.", e);
    }
  }

  private static void send(HttpServletResponse response, JsonObject body) throws IOException {
    byte[] bytes = Json.write(body);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
