package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.aipassport.grants.GrantView;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.ModelName;

/**
 * {@code GET /v1/models}: the models of the grant, in OpenAI's shape. Answered from the grant and
 * not from the upstream, whose list shows what else the key's owner has; it costs no request.
 */
@ApplicationScoped
public class GrantedModels {
  private AccessTokens tokens;

  @SuppressWarnings("NullAway.Init")
  protected GrantedModels() {} // for the CDI proxy

  @Inject
  GrantedModels(AccessTokens tokens) {
    this.tokens = tokens;
  }

  void list(TokenRequest request, HttpServletResponse response) throws IOException {
    GrantView grant = granted(request);
    List<JsonValue> models =
        grant.scope().models().stream().<JsonValue>map(model -> render(model, grant)).toList();
    send(
        response,
        JsonObject.builder().put("object", "list").put("data", new JsonArray(models)).build());
  }

  void one(TokenRequest request, String name, HttpServletResponse response) throws IOException {
    GrantView grant = granted(request);
    ModelName model =
        grant.scope().models().stream()
            .filter(granted -> granted.value().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new RefusalException(Refusal.NOT_FOUND, "The grant has no such model."));
    send(response, render(model, grant));
  }

  private GrantView granted(TokenRequest request) {
    GrantView grant = tokens.grantInForce(request.token());
    PageOrigin.of(request).mayUse(grant);
    return grant;
  }

  private static JsonObject render(ModelName model, GrantView grant) {
    return JsonObject.builder()
        .put("id", model.value())
        .put("object", "model")
        .put("created", grant.createdAt().getEpochSecond())
        .put("owned_by", grant.scope().provider().value())
        .build();
  }

  private static void send(HttpServletResponse response, JsonObject body) throws IOException {
    byte[] bytes = Json.write(body);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
