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
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantStatus;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AccessTokenIssuer;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.SecretText;
import org.aipassport.wire.Credentials;

/** {@code /tokens}: access tokens for approved grants. */
@Path("tokens")
@ApplicationScoped
public class TokensResource {
  private static final int ID_LENGTH = 22;
  private static final int LONGEST_SECRET = 200;

  private Settings settings;
  private Callers callers;
  private Grants grants;
  private AccessTokenIssuer issuer;
  private AccessTokens tokens;

  @SuppressWarnings("NullAway.Init")
  protected TokensResource() {} // for the CDI proxy

  @Inject
  TokensResource(
      Settings settings,
      Callers callers,
      Grants grants,
      AccessTokenIssuer issuer,
      AccessTokens tokens) {
    this.settings = settings;
    this.callers = callers;
    this.grants = grants;
    this.issuer = issuer;
    this.tokens = tokens;
  }

  /** A token for whoever proves to be the grant's app (claim token) or its owner. */
  @POST
  public Response issue(@Context HttpServletRequest request, InputStream body) {
    FieldReader fields = FieldReader.of(Bodies.required(request, body));
    String id = fields.string("grantId", ID_LENGTH);
    Optional<SecretText> claim =
        fields.optionalString("claimToken", LONGEST_SECRET).map(SecretText::new);
    OptionalLong seconds =
        fields.optionalLong("expiresInSeconds", 1, settings.tokens().maxTtl().toSeconds());
    fields.nothingElse();
    Optional<Duration> lifetime =
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty();
    return Answers.created(render(issue(request, id, claim, lifetime)));
  }

  private AccessTokenIssuer.Issued issue(
      HttpServletRequest request,
      String id,
      Optional<SecretText> claimInBody,
      Optional<Duration> lifetime) {
    Optional<SecretText> bearer = Credentials.bearer(request);
    boolean bearerIsClaim =
        bearer.filter(s -> s.reveal().startsWith(GrantRequests.CLAIM_PREFIX)).isPresent();
    if (bearer.isPresent() && claimInBody.isPresent() && !bearer.equals(claimInBody)) {
      throw new RefusalException(Refusal.MALFORMED, "The request carries two credentials.");
    }
    if (bearerIsClaim || claimInBody.isPresent()) {
      return issuer.toApp(PathIds.grant(id), claimInBody.or(() -> bearer).orElseThrow(), lifetime);
    }
    return issuer.toOwner(PathIds.grant(id), callers.person(request), lifetime);
  }

  private static JsonObject render(AccessTokenIssuer.Issued issued) {
    return JsonObject.builder()
        .put("token", issued.token().reveal())
        .put("grantId", issued.grant().value())
        .put("issuedAt", GrantJson.time(issued.issuedAt()))
        .put("expiresAt", GrantJson.time(issued.expiresAt()))
        .build();
  }

  /**
   * Whether a token works, for its bearer or its grant's owner. Kept for compatibility: a token in
   * a URL ends up in logs, so it can be switched off.
   */
  @GET
  @Path("{token}/inspect")
  public Response inspect(@Context HttpServletRequest request, @PathParam("token") String text) {
    if (!settings.tokens().inspect()) {
      throw new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
    }
    SecretText token = new SecretText(text);
    boolean ofBearer = Credentials.bearer(request).filter(token::equals).isPresent();
    Optional<GrantView> grant = grantOf(token);
    if (!ofBearer) {
      Caller caller = callers.person(request);
      grant = grant.filter(found -> grants.isOwn(caller, found.id()));
    }
    return Answers.ok(inspection(grant));
  }

  private Optional<GrantView> grantOf(SecretText token) {
    try {
      return Optional.of(tokens.grantOf(tokens.verify(token)));
    } catch (RefusalException e) {
      if (e.reason() == Refusal.CREDENTIALS_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static JsonObject inspection(Optional<GrantView> found) {
    if (found.isEmpty()) {
      return JsonObject.builder().put("valid", false).put("reason", "Invalid token").build();
    }
    GrantView grant = found.get();
    JsonObject.Builder out = JsonObject.builder();
    if (grant.status() == GrantStatus.APPROVED) {
      out.put("valid", true);
    } else {
      out.put("valid", false).put("reason", "Grant is '" + grant.status().wireName() + "'");
    }
    return out.put("grant", GrantJson.forApp(grant)).build();
  }
}
