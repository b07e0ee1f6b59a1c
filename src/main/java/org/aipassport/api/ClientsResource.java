package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.aipassport.apps.ClientMetadata;
import org.aipassport.apps.ClientRegistrations;
import org.aipassport.apps.OAuthClient;
import org.aipassport.grants.ClientDisabling;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;

/**
 * {@code /api/clients}: operators register apps that they vouch for, and disable registered ones.
 * Members have the names of RFC 7591 section 2.
 */
@Path("clients")
@ApplicationScoped
public class ClientsResource {
  private Callers callers;
  private ClientRegistrations clients;
  private ClientDisabling disabling;

  @SuppressWarnings("NullAway.Init")
  protected ClientsResource() {} // for the CDI proxy

  @Inject
  ClientsResource(Callers callers, ClientRegistrations clients, ClientDisabling disabling) {
    this.callers = callers;
    this.clients = clients;
    this.disabling = disabling;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        clients.list(callers.person(request)).stream()
            .<JsonValue>map(ClientsResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** The secret, if there is one, is shown here only. */
  @POST
  public Response register(@Context HttpServletRequest request, InputStream body) {
    Caller operator = callers.person(request).as(Role.OPERATOR);
    ClientMetadata metadata = ClientMetadata.ofOperator(Bodies.required(request, body));
    ClientRegistrations.Registered registered = clients.register(operator, metadata);
    JsonObject shown = render(registered.client());
    return Answers.created(
        registered
            .secret()
            .map(secret -> shown.with("client_secret", new JsonString(secret.reveal())))
            .orElse(shown));
  }

  @GET
  @Path("{id}")
  public Response get(@Context HttpServletRequest request, @PathParam("id") String id) {
    return Answers.ok(render(clients.get(callers.person(request), clientId(id))));
  }

  /** Disables it for good, and ends its grants and running calls at once. */
  @DELETE
  @Path("{id}")
  public Response disable(@Context HttpServletRequest request, @PathParam("id") String id) {
    int frozen = disabling.disable(callers.person(request), clientId(id));
    return Answers.ok(JsonObject.builder().put("grantsFrozen", frozen).build());
  }

  private static JsonObject render(OAuthClient client) {
    JsonObject shown =
        ClientMetadata.toJson(client)
            .with("standing", new JsonString(client.standing().name().toLowerCase(Locale.ROOT)));
    return client
        .disabledAt()
        .map(at -> shown.with("disabledAt", new JsonString(GrantJson.time(at))))
        .orElse(shown);
  }

  private static ClientId clientId(String text) {
    if (!ClientId.isClientId(text)) {
      throw new RefusalException(Refusal.NOT_FOUND, "No such client.");
    }
    return new ClientId(text);
  }
}
