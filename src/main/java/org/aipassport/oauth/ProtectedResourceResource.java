package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Protected resource metadata, RFC 9728 section 3. */
@Path("oauth-protected-resource")
@ApplicationScoped
public class ProtectedResourceResource {
  private ServerMetadata metadata;

  @SuppressWarnings("NullAway.Init")
  protected ProtectedResourceResource() {} // for the CDI proxy

  @Inject
  ProtectedResourceResource(ServerMetadata metadata) {
    this.metadata = metadata;
  }

  @GET
  public Response atRoot() {
    return AuthorizationServerResource.answer(metadata.protectedResource(""));
  }

  @GET
  @Path("{path: .+}")
  public Response below(@PathParam("path") String path) {
    return AuthorizationServerResource.answer(metadata.protectedResource("/" + path));
  }
}
