package org.aipassport.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.UnknownMember;
import org.aipassport.metering.UnknownMembers;
import org.aipassport.problems.RefusalException;

/**
 * {@code /api/unknown-members}: what was refused under money caps because nobody knows its cost.
 */
@Path("unknown-members")
@RequestScoped
public class UnknownMembersResource {
  private Callers callers;
  private UnknownMembers members;

  @SuppressWarnings("NullAway.Init")
  protected UnknownMembersResource() {} // for the CDI proxy

  @Inject
  UnknownMembersResource(Callers callers, UnknownMembers members) {
    this.callers = callers;
    this.members = members;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        members.list(callers.person(request)).stream()
            .<JsonValue>map(UnknownMembersResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** Says whether a member costs nothing, and so may pass. */
  @PUT
  @Path("{id}")
  public Response decide(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    boolean inert =
        fields
            .optionalBoolean("inert")
            .orElseThrow(() -> RefusalException.ofField("inert", "must be true or false"));
    fields.nothingElse();
    members.setInert(caller, id, inert);
    return Response.noContent().build();
  }

  private static JsonObject render(UnknownMember member) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", member.id())
            .put("providerType", member.providerType())
            .put("operation", member.operation())
            .put("name", member.name())
            .put("refusals", member.refusals())
            .put("lastRefusedAt", GrantJson.time(member.lastRefusedAt()));
    member.inertAt().ifPresent(at -> out.put("inertAt", GrantJson.time(at)));
    return out.build();
  }
}
