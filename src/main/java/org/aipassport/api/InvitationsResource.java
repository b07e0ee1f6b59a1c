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
import org.aipassport.config.Settings;
import org.aipassport.identity.Caller;
import org.aipassport.identity.InvitationView;
import org.aipassport.identity.Invitations;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;

/** {@code /api/invitations}: operators invite people; the code is seen once. */
@Path("invitations")
@ApplicationScoped
public class InvitationsResource {
  private static final int LONGEST_LABEL = 100;

  private Settings settings;
  private Callers callers;
  private Invitations invitations;

  @SuppressWarnings("NullAway.Init")
  protected InvitationsResource() {} // for the CDI proxy

  @Inject
  InvitationsResource(Settings settings, Callers callers, Invitations invitations) {
    this.settings = settings;
    this.callers = callers;
    this.invitations = invitations;
  }

  /** An invitation; whom it is for types its code on the page at {@code acceptUrl}. */
  @POST
  public Response invite(@Context HttpServletRequest request, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    var roles = RoleNames.read(fields);
    String label = fields.optionalText("label", LONGEST_LABEL).orElse("");
    fields.nothingElse();
    Invitations.Issued issued = invitations.invite(caller, roles, label);
    return Answers.created(
        fields(issued.view())
            .put("code", issued.secret().reveal())
            .put("acceptUrl", settings.publicUrl() + "/ui/invitation")
            .build());
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        invitations.list(callers.person(request)).stream()
            .<JsonValue>map(view -> fields(view).build())
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  @DELETE
  @Path("{id}")
  public Response revoke(@Context HttpServletRequest request, @PathParam("id") String id) {
    invitations.revoke(callers.person(request), id);
    return Response.noContent().build();
  }

  private static JsonObject.Builder fields(InvitationView view) {
    return JsonObject.builder()
        .put("id", view.id())
        .put("label", view.label())
        .put("roles", RoleNames.write(view.roles()))
        .put("createdAt", GrantJson.time(view.createdAt()))
        .put("expiresAt", GrantJson.time(view.expiresAt()));
  }
}
