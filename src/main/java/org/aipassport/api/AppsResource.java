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
import org.aipassport.apps.AppBlock;
import org.aipassport.grants.AppBlocking;
import org.aipassport.grants.AppDirectory;
import org.aipassport.grants.AppView;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;

/** {@code /api/apps}: operators see which apps ask here, and keep some of them out. */
@Path("apps")
@ApplicationScoped
public class AppsResource {
  private static final int LONGEST_HOST = 300;
  private static final int LONGEST_REASON = 1_000;

  private Callers callers;
  private AppDirectory apps;
  private AppBlocking blocking;

  @SuppressWarnings("NullAway.Init")
  protected AppsResource() {} // for the CDI proxy

  @Inject
  AppsResource(Callers callers, AppDirectory apps, AppBlocking blocking) {
    this.callers = callers;
    this.apps = apps;
    this.blocking = blocking;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        apps.list(callers.person(request)).stream().<JsonValue>map(AppsResource::render).toList();
    return Answers.ok(new JsonArray(all));
  }

  @GET
  @Path("blocks")
  public Response blocks(@Context HttpServletRequest request) {
    List<JsonValue> all =
        blocking.list(callers.person(request)).stream()
            .<JsonValue>map(AppsResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  /** Keeps the apps of a host out and ends what they have. */
  @POST
  @Path("blocks")
  public Response block(@Context HttpServletRequest request, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    String host = fields.string("host", LONGEST_HOST);
    String reason = fields.optionalText("reason", LONGEST_REASON).orElse("");
    fields.nothingElse();
    int frozen = blocking.block(caller, host, reason);
    return Answers.created(JsonObject.builder().put("grantsFrozen", frozen).build());
  }

  @DELETE
  @Path("blocks/{host}")
  public Response unblock(@Context HttpServletRequest request, @PathParam("host") String host) {
    blocking.unblock(callers.person(request), host);
    return Response.noContent().build();
  }

  private static JsonObject render(AppView app) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("host", app.host())
            .put("names", JsonArray.ofStrings(app.names()))
            .put(
                "flags",
                JsonArray.ofStrings(
                    app.identity().flags().stream()
                        .sorted()
                        .map(flag -> flag.name().toLowerCase(Locale.ROOT))
                        .toList()))
            .put("requests", app.requests())
            .put("grantsInForce", app.live())
            .put("openReports", app.openReports())
            .put("lastRequestAt", GrantJson.time(app.lastRequestAt()));
    app.block().ifPresent(block -> out.put("blockedBy", block.host()));
    return out.build();
  }

  private static JsonObject render(AppBlock block) {
    return JsonObject.builder()
        .put("host", block.host())
        .put("reason", block.reason())
        .put("by", block.by().value())
        .put("at", GrantJson.time(block.at()))
        .build();
  }
}
