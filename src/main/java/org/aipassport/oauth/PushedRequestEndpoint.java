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
import org.aipassport.json.JsonObject;
import org.aipassport.tokens.PushedRequests;
import org.aipassport.values.SecretText;
import org.aipassport.wire.ClientAddress;

/** Pushed authorization requests, RFC 9126 section 2. */
@Path("par")
@ApplicationScoped
public class PushedRequestEndpoint {
  private Settings settings;
  private KnownClients clients;
  private AuthorizationReader reader;
  private PushedRequests pushed;

  @SuppressWarnings("NullAway.Init")
  protected PushedRequestEndpoint() {} // for the CDI proxy

  @Inject
  PushedRequestEndpoint(
      Settings settings, KnownClients clients, AuthorizationReader reader, PushedRequests pushed) {
    this.settings = settings;
    this.clients = clients;
    this.reader = reader;
    this.pushed = pushed;
  }

  /** The request is read now as it would be later: what is wrong with it is told here. */
  @POST
  public Response push(@Context HttpServletRequest request, InputStream body) {
    OAuthForm form = OAuthForm.of(request, body);
    OAuthClient client = clients.proved(request, form);
    if (form.value("request_uri").isPresent()) {
      throw OAuthProblem.invalidRequest("request_uri: must not be pushed");
    }
    reader.ask(client, form);
    String address = ClientAddress.bucket(ClientAddress.of(request, settings));
    SecretText reference = pushed.push(client, Pushed.of(form), address);
    return OAuthAnswers.created(
        JsonObject.builder()
            .put("request_uri", reference.reveal())
            .put("expires_in", PushedRequests.LIFETIME.toSeconds())
            .build());
  }
}
