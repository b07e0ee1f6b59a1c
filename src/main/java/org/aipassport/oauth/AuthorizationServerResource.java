package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;

/** Authorization server metadata, RFC 8414 section 3. */
@Path("oauth-authorization-server")
@ApplicationScoped
public class AuthorizationServerResource {
  private ServerMetadata metadata;

  @SuppressWarnings("NullAway.Init")
  protected AuthorizationServerResource() {} // for the CDI proxy

  @Inject
  AuthorizationServerResource(ServerMetadata metadata) {
    this.metadata = metadata;
  }

  @GET
  public Response atRoot() {
    return answer(metadata.authorizationServer(""));
  }

  @GET
  @Path("{path: .+}")
  public Response below(@PathParam("path") String path) {
    return answer(metadata.authorizationServer("/" + path));
  }

  /** A document for everybody, for ten minutes. */
  static Response answer(Optional<JsonObject> document) {
    return Response.ok(Json.write(document.orElseThrow(NotFoundException::new)))
        .type(MediaType.APPLICATION_JSON)
        .header("Cache-Control", ServerMetadata.CACHED)
        .build();
  }
}
