package org.aipassport.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonValue;

/** {@code /api/amendments}: changes of grants that wait for the caller's decision. */
@Path("amendments")
@RequestScoped
public class AmendmentsResource {
  private Callers callers;
  private GrantAmendments amendments;

  @SuppressWarnings("NullAway.Init")
  protected AmendmentsResource() {} // for the CDI proxy

  @Inject
  AmendmentsResource(Callers callers, GrantAmendments amendments) {
    this.callers = callers;
    this.amendments = amendments;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        amendments.list(callers.person(request)).stream()
            .<JsonValue>map(GrantJson::amendment)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  @POST
  @Path("{id}/approve")
  public Response approve(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader.of(Bodies.optional(request, body)).nothingElse();
    return Answers.ok(GrantJson.of(amendments.approve(caller, id, Optional.empty())));
  }

  @POST
  @Path("{id}/deny")
  public Response deny(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader.of(Bodies.optional(request, body)).nothingElse();
    amendments.deny(caller, id);
    return Response.noContent().build();
  }
}
