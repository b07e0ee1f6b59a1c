package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
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
import org.aipassport.grants.GrantReports;
import org.aipassport.grants.ReportView;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;

/** {@code /api/reports}: what owners told operators of apps, until an operator puts it aside. */
@Path("reports")
@ApplicationScoped
public class ReportsResource {
  private Callers callers;
  private GrantReports reports;

  @SuppressWarnings("NullAway.Init")
  protected ReportsResource() {} // for the CDI proxy

  @Inject
  ReportsResource(Callers callers, GrantReports reports) {
    this.callers = callers;
    this.reports = reports;
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        reports.open(callers.person(request)).stream()
            .<JsonValue>map(ReportsResource::render)
            .toList();
    return Answers.ok(new JsonArray(all));
  }

  @POST
  @Path("{id}/dismiss")
  public Response dismiss(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader.of(Bodies.optional(request, body)).nothingElse();
    reports.dismiss(caller, id);
    return Response.noContent().build();
  }

  private static JsonObject render(ReportView report) {
    return JsonObject.builder()
        .put("id", report.id())
        .put("grantId", report.grant().value())
        .put("appName", report.appName())
        .put("appUrl", report.appUrl())
        .put("reporter", report.reporter().value())
        .put("words", report.words())
        .put("grantStatus", report.status().wireName())
        .put("reportedAt", GrantJson.time(report.reportedAt()))
        .build();
  }
}
