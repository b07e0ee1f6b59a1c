package org.aipassport.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantAsk;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantView;
import org.aipassport.json.JsonObject;
import org.aipassport.wire.ClientAddress;

/** {@code POST /grant-requests}: an app asks. */
@Path("grant-requests")
@ApplicationScoped
public class GrantRequestsResource {
  private Settings settings;
  private GrantRequests requests;

  @SuppressWarnings("NullAway.Init")
  protected GrantRequestsResource() {} // for the CDI proxy

  @Inject
  GrantRequestsResource(Settings settings, GrantRequests requests) {
    this.settings = settings;
    this.requests = requests;
  }

  @POST
  public Response request(@Context HttpServletRequest request, InputStream body) {
    GrantAsk ask = GrantAsk.read(Bodies.required(request, body));
    String address = ClientAddress.bucket(ClientAddress.of(request, settings));
    GrantRequests.Requested requested = requests.request(ask, address);
    return Answers.created(
        JsonObject.builder()
            .put("grantRequest", grantRequest(requested, ask))
            .put("grant", GrantJson.of(requested.grant()))
            .put("claimToken", requested.claimToken().reveal())
            .put("approvalUrl", approvalUrl(requested.grant()))
            .build());
  }

  private static JsonObject grantRequest(GrantRequests.Requested requested, GrantAsk ask) {
    return JsonObject.builder()
        .put("id", requested.id().value())
        .put("appName", ask.appName())
        .put("appUrl", ask.appUrl())
        .put("scope", ask.scope().toJson())
        .put("reason", ask.reason())
        .put("createdAt", GrantJson.time(requested.createdAt()))
        .build();
  }

  private String approvalUrl(GrantView grant) {
    return settings.publicUrl() + "/ui/consent?grant=" + grant.id();
  }
}
