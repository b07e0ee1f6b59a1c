package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.aipassport.apps.OAuthClient;
import org.aipassport.tokens.ClientTokenRevocation;
import org.aipassport.values.SecretText;

/** Token revocation, RFC 7009 section 2. */
@Path("revoke")
@ApplicationScoped
public class RevocationEndpoint {
  private KnownClients clients;
  private ClientTokenRevocation revocation;

  @SuppressWarnings("NullAway.Init")
  protected RevocationEndpoint() {} // for the CDI proxy

  @Inject
  RevocationEndpoint(KnownClients clients, ClientTokenRevocation revocation) {
    this.clients = clients;
    this.revocation = revocation;
  }

  /** Tokens show what they are: {@code token_type_hint} is not needed. */
  @POST
  public Response revoke(@Context HttpServletRequest request, InputStream body) {
    OAuthForm form = OAuthForm.of(request, body);
    OAuthClient client = clients.proved(request, form);
    revocation.revoke(client, new SecretText(form.required("token")));
    return Response.ok().build(); // also for what is no token: section 2.2
  }
}
