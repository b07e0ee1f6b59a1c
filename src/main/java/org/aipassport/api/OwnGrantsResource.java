package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.grants.AmendmentAsk;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantReports;
import org.aipassport.grants.ToolAsk;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.CallPage;
import org.aipassport.metering.CallView;
import org.aipassport.metering.Calls;
import org.aipassport.metering.DayCount;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.ToolKeys;
import org.jspecify.annotations.Nullable;

/** {@code /api/grants}: what owners do beyond deciding. */
@Path("grants")
@ApplicationScoped
public class OwnGrantsResource {
  private static final int LONGEST_WORDS = 1_000;

  private Settings settings;
  private Callers callers;
  private ToolKeys tools;
  private GrantReports reports;
  private Calls calls;
  private GrantAmendments amendments;

  @SuppressWarnings("NullAway.Init")
  protected OwnGrantsResource() {} // for the CDI proxy

  @Inject
  OwnGrantsResource(
      Settings settings,
      Callers callers,
      ToolKeys tools,
      GrantReports reports,
      Calls calls,
      GrantAmendments amendments) {
    this.settings = settings;
    this.callers = callers;
    this.tools = tools;
    this.reports = reports;
    this.calls = calls;
    this.amendments = amendments;
  }

  /** A grant for a tool of one's own, approved at once, and its token, which is seen once. */
  @POST
  public Response forTool(@Context HttpServletRequest request, InputStream body) {
    Caller caller = callers.person(request);
    ToolAsk ask = ToolAsk.read(Bodies.required(request, body), settings.grants().toolMaxLifetime());
    ToolKeys.Created created = tools.create(caller, ask);
    return Answers.created(
        JsonObject.builder()
            .put("grant", GrantJson.of(created.grant()))
            .put("token", created.key().token().reveal())
            .put("expiresAt", GrantJson.time(created.key().expiresAt()))
            .build());
  }

  /** The calls of a grant, newest first; {@code cursor} is the {@code next} of another page. */
  @GET
  @Path("{id}/calls")
  public Response calls(
      @Context HttpServletRequest request,
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    CallPage page =
        calls.of(
            callers.person(request),
            PathIds.grant(id),
            Optional.ofNullable(cursor),
            number("limit", limit));
    List<JsonValue> rows = page.calls().stream().<JsonValue>map(OwnGrantsResource::render).toList();
    JsonObject.Builder out = JsonObject.builder().put("calls", new JsonArray(rows));
    page.next().ifPresent(next -> out.put("next", next));
    return Answers.ok(out.build());
  }

  /** How much a grant was used, day by day in UTC. */
  @GET
  @Path("{id}/usage")
  public Response usage(
      @Context HttpServletRequest request,
      @PathParam("id") String id,
      @QueryParam("days") @DefaultValue("30") String days) {
    List<JsonValue> rows =
        calls.perDay(callers.person(request), PathIds.grant(id), number("days", days)).stream()
            .<JsonValue>map(OwnGrantsResource::render)
            .toList();
    return Answers.ok(JsonObject.builder().put("days", new JsonArray(rows)).build());
  }

  /** Changes a grant: its scope, its end, or both. Its tokens go on working. */
  @POST
  @Path("{id}/amend")
  public Response amend(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    AmendmentAsk ask =
        AmendmentAsk.read(Bodies.required(request, body), settings.grants().maxLifetime());
    return Answers.ok(
        GrantJson.of(amendments.amend(caller, PathIds.grant(id), ask, Optional.empty())));
  }

  /** Ends a grant and tells operators why. */
  @POST
  @Path("{id}/report")
  public Response report(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader fields = FieldReader.of(Bodies.optional(request, body));
    String words = fields.optionalText("words", LONGEST_WORDS).orElse("");
    fields.nothingElse();
    return Answers.ok(GrantJson.of(reports.report(caller, PathIds.grant(id), words)));
  }

  private static JsonObject render(CallView call) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("id", call.id().value())
            .put("at", GrantJson.time(call.at()))
            .put("operation", call.operation())
            .put("model", call.model().value());
    call.outcome().ifPresent(outcome -> out.put("outcome", outcome.wireName()));
    call.httpStatus().ifPresent(status -> out.put("status", status));
    call.duration().ifPresent(duration -> out.put("durationMillis", duration.toMillis()));
    call.cost().ifPresent(cost -> out.put("costUsd", cost.decimal()));
    call.bill()
        .ifPresent(bill -> out.put("bill", Json.parse(bill.getBytes(StandardCharsets.UTF_8))));
    return out.build();
  }

  private static JsonObject render(DayCount day) {
    return JsonObject.builder()
        .put("day", day.day().toString())
        .put("calls", day.calls())
        .put("failed", day.failed())
        .build();
  }

  private static int number(String name, String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw RefusalException.ofField(name, "must be a whole number");
    }
    return Integer.parseInt(text);
  }
}
