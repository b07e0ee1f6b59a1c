package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.aipassport.json.Json;
import org.aipassport.tokens.SigningKeys;

/** The public keys of our tokens, RFC 7517 section 5. */
@Path(ServerMetadata.JWKS)
@ApplicationScoped
public class JwksResource {
  private SigningKeys keys;

  @SuppressWarnings("NullAway.Init")
  protected JwksResource() {} // for the CDI proxy

  @Inject
  JwksResource(SigningKeys keys) {
    this.keys = keys;
  }

  @GET
  public Response jwks() {
    return Response.ok(Json.write(keys.jwks()))
        .type("application/jwk-set+json")
        .header("Cache-Control", ServerMetadata.CACHED)
        .build();
  }
}
