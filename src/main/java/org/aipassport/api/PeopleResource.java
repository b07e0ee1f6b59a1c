package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.aipassport.grants.PersonDisabling;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.PersonView;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;

/** {@code /api/people}: operators see who is here and decide what they may do. */
@Path("people")
@ApplicationScoped
public class PeopleResource {
  private static final int MOST_LISTED = 1_000;

  private Callers callers;
  private PeopleDirectory people;
  private PersonDisabling disabling;

  @SuppressWarnings("NullAway.Init")
  protected PeopleResource() {} // for the CDI proxy

  @Inject
  PeopleResource(Callers callers, PeopleDirectory people, PersonDisabling disabling) {
    this.callers = callers;
    this.people = people;
    this.disabling = disabling;
  }

  /** At most 1,000, by username; {@code from} says at which username to begin. */
  @GET
  public Response list(
      @Context HttpServletRequest request, @QueryParam("from") @DefaultValue("") String from) {
    List<JsonValue> all =
        people.list(callers.person(request), from, MOST_LISTED).people().stream()
            .<JsonValue>map(PeopleResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** Replaces a person's roles; they hold at once. With {@code owner} go their grants. */
  @PUT
  @Path("{id}/roles")
  public Response setRoles(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    var roles = RoleNames.read(fields);
    fields.nothingElse();
    people.setRoles(callers.person(request), userId(id), roles);
    return Response.noContent().build();
  }

  /** Ends a person's sessions, tokens, grants and running calls at once. */
  @POST
  @Path("{id}/disable")
  public Response disable(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    FieldReader.of(Bodies.optional(request, body)).nothingElse();
    int frozen = disabling.disable(callers.person(request), userId(id));
    return Answers.ok(JsonObject.builder().put("grantsFrozen", frozen).build());
  }

  /** Lets a person sign in again; what was ended stays ended. */
  @POST
  @Path("{id}/enable")
  public Response enable(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    FieldReader.of(Bodies.optional(request, body)).nothingElse();
    people.enable(callers.person(request), userId(id));
    return Response.noContent().build();
  }

  private static JsonObject render(PersonView person) {
    JsonObject.Builder out =
        JsonObject.builder().put("id", person.id().value()).put("username", person.username());
    person.displayName().ifPresent(name -> out.put("displayName", name));
    out.put("roles", RoleNames.write(person.roles()))
        .put("createdAt", GrantJson.time(person.createdAt()))
        .put("secondFactor", person.secondFactor())
        .put("external", person.external());
    person.lastSeenAt().ifPresent(at -> out.put("lastSeenAt", GrantJson.time(at)));
    person.disabledAt().ifPresent(at -> out.put("disabledAt", GrantJson.time(at)));
    return out.build();
  }

  private static UserId userId(String text) {
    if (!Ids.isId(text)) {
      throw new RefusalException(Refusal.NOT_FOUND, "No such person.");
    }
    return new UserId(text);
  }
}
