package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.aipassport.grants.Stop;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;

/** {@code POST /api/stop}: ends everything of the caller's, or everything of one app, at once. */
@Path("stop")
@ApplicationScoped
public class StopResource {
  private static final int LONGEST_HOST = 300;

  private Callers callers;
  private Stop stop;

  @SuppressWarnings("NullAway.Init")
  protected StopResource() {} // for the CDI proxy

  @Inject
  StopResource(Callers callers, Stop stop) {
    this.callers = callers;
    this.stop = stop;
  }

  @POST
  public Response stop(@Context HttpServletRequest request, InputStream body) {
    Caller caller = callers.person(request);
    FieldReader fields = FieldReader.of(Bodies.optional(request, body));
    Optional<String> host = fields.optionalString("appHost", LONGEST_HOST);
    fields.nothingElse();
    int revoked = host.isPresent() ? stop.app(caller, host.get()) : stop.everything(caller);
    return Answers.ok(JsonObject.builder().put("revoked", revoked).build());
  }
}
