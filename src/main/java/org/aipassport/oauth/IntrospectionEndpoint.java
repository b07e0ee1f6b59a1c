package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.aipassport.apps.OAuthClient;
import org.aipassport.config.Settings;
import org.aipassport.grants.AccessDetails;
import org.aipassport.json.JsonObject;
import org.aipassport.tokens.TokenIntrospection;
import org.aipassport.values.SecretText;

/** Token introspection, RFC 7662 section 2: clients ask about their own tokens. */
@Path("introspect")
@ApplicationScoped
public class IntrospectionEndpoint {
  private Settings settings;
  private KnownClients clients;
  private TokenIntrospection introspection;

  @SuppressWarnings("NullAway.Init")
  protected IntrospectionEndpoint() {} // for the CDI proxy

  @Inject
  IntrospectionEndpoint(Settings settings, KnownClients clients, TokenIntrospection introspection) {
    this.settings = settings;
    this.clients = clients;
    this.introspection = introspection;
  }

  @POST
  public Response introspect(@Context HttpServletRequest request, InputStream body) {
    OAuthForm form = OAuthForm.of(request, body);
    OAuthClient client = clients.proved(request, form);
    return OAuthAnswers.ok(
        introspection
            .of(client, new SecretText(form.required("token")))
            .map(this::render)
            .orElseGet(() -> JsonObject.builder().put("active", false).build()));
  }

  /** Nothing in it says who the owner is. */
  private JsonObject render(TokenIntrospection.Active token) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("active", true)
            .put("client_id", token.grant().clientId())
            .put("exp", token.expiresAt().getEpochSecond())
            .put("iat", token.issuedAt().getEpochSecond())
            .put("iss", settings.publicUrl().toString());
    token.id().ifPresent(id -> out.put("token_type", "Bearer").put("jti", id.value()));
    token.audience().ifPresent(audience -> out.put("aud", audience));
    return out.put(AccessDetails.PARAMETER, AccessDetails.granted(token.grant()))
        .put("budget_used", token.grant().money().spent().decimal())
        .build();
  }
}
