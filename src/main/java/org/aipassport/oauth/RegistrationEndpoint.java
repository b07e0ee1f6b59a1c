package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.aipassport.apps.ClientMetadata;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.config.OAuthSettings;
import org.aipassport.config.Settings;
import org.aipassport.json.Json;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.wire.ClientAddress;
import org.aipassport.wire.Credentials;
import org.aipassport.wire.JsonBodies;

/** Dynamic client registration, RFC 7591 section 3; there is nothing here while it is off. */
@Path("register")
@ApplicationScoped
public class RegistrationEndpoint {
  private static final long MOST_BYTES = 64 * 1024;

  private Settings settings;
  private ClientRegistrations clients;

  @SuppressWarnings("NullAway.Init")
  protected RegistrationEndpoint() {} // for the CDI proxy

  @Inject
  RegistrationEndpoint(Settings settings, ClientRegistrations clients) {
    this.settings = settings;
    this.clients = clients;
  }

  /** The answer shows a secret the only time; it does not expire (section 3.2.1). */
  @POST
  public Response register(@Context HttpServletRequest request, InputStream body) {
    refuseStrangers(request);
    JsonObject written = JsonBodies.required(request, body, MOST_BYTES);
    String address = ClientAddress.bucket(ClientAddress.of(request, settings));
    ClientRegistrations.Registered registered = register(written, address);
    JsonObject shown = withKeys(ClientMetadata.toJson(registered.client()), written);
    return Response.status(Response.Status.CREATED)
        .type(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .entity(Json.write(registered.secret().map(s -> withSecret(shown, s)).orElse(shown)))
        .build();
  }

  /** All that was registered stands in the answer (section 3.2.1). */
  private static JsonObject withKeys(JsonObject shown, JsonObject written) {
    JsonValue keys = written.get("jwks");
    return keys == null || keys == JsonNull.NULL ? shown : shown.with("jwks", keys);
  }

  private static JsonObject withSecret(JsonObject shown, SecretText secret) {
    return shown
        .with("client_secret", new JsonString(secret.reveal()))
        .with("client_secret_expires_at", JsonNumber.of(0));
  }

  private ClientRegistrations.Registered register(JsonObject written, String address) {
    try {
      return clients.registerItself(ClientMetadata.ofItself(written), address);
    } catch (RefusalException e) {
      if (e.reason() != Refusal.INVALID_FIELD) {
        throw e;
      }
      throw new OAuthProblem(errorCode(e), e.detail(), 400);
    }
  }

  /** Section 3.2.2. */
  private static String errorCode(RefusalException refusal) {
    boolean redirect =
        refusal.field().filter(field -> field.startsWith("redirect_uris")).isPresent();
    return redirect ? "invalid_redirect_uri" : "invalid_client_metadata";
  }

  /** With {@code token}, only who has the operator's initial access token may come (section 3). */
  private void refuseStrangers(HttpServletRequest request) {
    OAuthSettings oauth = settings.oauth();
    switch (oauth.registration()) {
      case OFF -> throw new NotFoundException();
      case OPEN -> {}
      case TOKEN -> {
        Optional<SecretText> sent = bearer(request);
        if (sent.isEmpty() || !sent.equals(oauth.initialAccessToken())) {
          throw noToken();
        }
      }
    }
  }

  private static Optional<SecretText> bearer(HttpServletRequest request) {
    try {
      return Credentials.bearer(request);
    } catch (RefusalException e) {
      if (e.reason() == Refusal.CREDENTIALS_MISSING) { // of another scheme
        throw noToken();
      }
      throw e;
    }
  }

  private static OAuthProblem noToken() {
    return OAuthProblem.invalidToken("Send Bearer <the initial access token of the operator>.");
  }
}
