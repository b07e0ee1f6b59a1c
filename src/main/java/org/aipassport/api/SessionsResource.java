package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.aipassport.identity.Session;
import org.aipassport.identity.Sessions;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;

/** {@code /api/sessions}: the browsers in which the caller is signed in. */
@Path("sessions")
@ApplicationScoped
public class SessionsResource {
  private Callers callers;
  private Sessions sessions;

  @SuppressWarnings("NullAway.Init")
  protected SessionsResource() {} // for the CDI proxy

  @Inject
  SessionsResource(Callers callers, Sessions sessions) {
    this.callers = callers;
    this.sessions = sessions;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        sessions.list(callers.person(request)).stream()
            .<JsonValue>map(SessionsResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** Signs the caller out everywhere. */
  @DELETE
  public Response endAll(@Context HttpServletRequest request) {
    int ended = sessions.endAll(callers.person(request));
    return Answers.ok(JsonObject.builder().put("ended", ended).build());
  }

  @DELETE
  @Path("{id}")
  public Response end(@Context HttpServletRequest request, @PathParam("id") String id) {
    sessions.end(callers.person(request), id);
    return Response.noContent().build();
  }

  private static JsonObject render(Session session) {
    return JsonObject.builder()
        .put("id", session.id())
        .put("method", session.method().name().toLowerCase(Locale.ROOT))
        .put("address", session.address())
        .put("agent", session.agent())
        .put("createdAt", GrantJson.time(session.createdAt()))
        .put("authenticatedAt", GrantJson.time(session.authenticatedAt()))
        .put("lastSeenAt", GrantJson.time(session.lastSeenAt()))
        .put("expiresAt", GrantJson.time(session.expiresAt()))
        .build();
  }
}
