package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.aipassport.apps.ClientGrantType;
import org.aipassport.apps.OAuthClient;
import org.aipassport.config.Settings;
import org.aipassport.grants.AccessDetails;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AuthorizationCodes;
import org.aipassport.tokens.ClientTokens;
import org.aipassport.tokens.RefreshTokens;
import org.aipassport.values.SecretText;

/** The token endpoint, RFC 6749 sections 4.1.3 and 6. */
@Path("token")
@ApplicationScoped
public class TokenEndpoint {
  private static final int BAD_REQUEST = 400;

  private Settings settings;
  private KnownClients clients;
  private AuthorizationCodes codes;
  private RefreshTokens refreshTokens;

  @SuppressWarnings("NullAway.Init")
  protected TokenEndpoint() {} // for the CDI proxy

  @Inject
  TokenEndpoint(
      Settings settings,
      KnownClients clients,
      AuthorizationCodes codes,
      RefreshTokens refreshTokens) {
    this.settings = settings;
    this.clients = clients;
    this.codes = codes;
    this.refreshTokens = refreshTokens;
  }

  @POST
  public Response token(@Context HttpServletRequest request, InputStream body) {
    OAuthForm form = OAuthForm.of(request, body);
    OAuthClient client = clients.proved(request, form);
    ClientGrantType type = type(client, form.required("grant_type"));
    refuseNarrowing(form);
    Optional<String> resource = Resources.asked(settings, form);
    return OAuthAnswers.ok(
        render(
            type == ClientGrantType.AUTHORIZATION_CODE
                ? codes.redeem(
                    client,
                    new SecretText(form.required("code")),
                    form.value("redirect_uri"),
                    form.required("code_verifier"),
                    resource)
                : refreshTokens.refresh(
                    client, new SecretText(form.required("refresh_token")), resource)));
  }

  private static ClientGrantType type(OAuthClient client, String name) {
    ClientGrantType type =
        ClientGrantType.ofWireName(name)
            .filter(known -> known != ClientGrantType.DEVICE_CODE) // TODO(#6): device flow
            .orElseThrow(
                () ->
                    problem(
                        "unsupported_grant_type",
                        "grant_type: must be authorization_code or refresh_token"));
    if (!client.grantTypes().contains(type)) {
      throw problem("unauthorized_client", "The client is not registered for this grant_type.");
    }
    return type;
  }

  /** Less than was granted cannot be asked for here, and to give all of it would be wrong. */
  private static void refuseNarrowing(OAuthForm form) {
    if (form.value("scope").isPresent()) {
      throw problem("invalid_scope", "scope: there are none here");
    }
    if (form.value(AccessDetails.PARAMETER).isPresent()) {
      throw RefusalException.ofField(
          AccessDetails.PARAMETER, "cannot be narrowed here; leave it out");
    }
  }

  private static JsonObject render(ClientTokens tokens) {
    long seconds =
        Duration.between(tokens.access().issuedAt(), tokens.access().expiresAt()).toSeconds();
    JsonObject.Builder out =
        JsonObject.builder()
            .put("access_token", tokens.access().token().reveal())
            .put("token_type", "Bearer")
            .put("expires_in", seconds);
    tokens.refresh().ifPresent(refresh -> out.put("refresh_token", refresh.reveal()));
    return out.put(AccessDetails.PARAMETER, AccessDetails.granted(tokens.grant())).build();
  }

  private static OAuthProblem problem(String code, String description) {
    return new OAuthProblem(code, description, BAD_REQUEST);
  }
}
