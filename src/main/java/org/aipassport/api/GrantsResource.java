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
import org.aipassport.config.Settings;
import org.aipassport.grants.AmendmentAsk;
import org.aipassport.grants.AmendmentView;
import org.aipassport.grants.Approval;
import org.aipassport.grants.GrantAmendments;
import org.aipassport.grants.GrantLifecycle;
import org.aipassport.grants.GrantRequests;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.identity.Caller;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.OwnBudgets;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.SecretText;
import org.aipassport.wire.Credentials;

/** {@code /grants}: owners look and decide, apps look at their own. */
@Path("grants")
@ApplicationScoped
public class GrantsResource {
  private Settings settings;
  private Callers callers;
  private Grants grants;
  private GrantLifecycle lifecycle;
  private AccessTokens tokens;
  private CallLedger ledger;
  private GrantAmendments amendments;
  private OwnBudgets budgets;

  @SuppressWarnings("NullAway.Init")
  protected GrantsResource() {} // for the CDI proxy

  @Inject
  GrantsResource(
      Settings settings,
      Callers callers,
      Grants grants,
      GrantLifecycle lifecycle,
      AccessTokens tokens,
      CallLedger ledger,
      GrantAmendments amendments,
      OwnBudgets budgets) {
    this.settings = settings;
    this.callers = callers;
    this.grants = grants;
    this.lifecycle = lifecycle;
    this.tokens = tokens;
    this.ledger = ledger;
    this.amendments = amendments;
    this.budgets = budgets;
  }

  /** The caller's grants, newest first. */
  @GET
  public Response list(@Context HttpServletRequest request) {
    List<JsonValue> all =
        grants.list(callers.person(request)).stream().<JsonValue>map(GrantJson::of).toList();
    return Answers.ok(new JsonArray(all));
  }

  /** The bearer's own grant: with one of its access tokens, or its claim token. */
  @GET
  @Path("self")
  public Response self(@Context HttpServletRequest request) {
    GrantView grant = own(request);
    return Answers.ok(GrantJson.self(grant, ledger.reserved(grant.id()), budgets.on(grant)));
  }

  private GrantView own(HttpServletRequest request) {
    SecretText secret =
        Credentials.bearer(request)
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.CREDENTIALS_MISSING,
                        "Authorization is missing: send Bearer <token or claim token>."));
    return secret.reveal().startsWith(GrantRequests.CLAIM_PREFIX)
        ? grants.ofClaim(secret)
        : tokens.grantOf(tokens.verify(secret));
  }

  /** Asks for a change of the bearer's own grant; its owner decides. */
  @POST
  @Path("self/amendments")
  public Response ask(@Context HttpServletRequest request, InputStream body) {
    GrantView grant = own(request);
    AmendmentAsk ask =
        AmendmentAsk.read(Bodies.required(request, body), settings.grants().maxLifetime());
    AmendmentView asked = amendments.ask(grant, ask);
    return Answers.created(
        JsonObject.builder()
            .put("amendment", GrantJson.amendment(asked))
            .put("approvalUrl", settings.publicUrl() + "/ui/amendment?id=" + asked.id())
            .build());
  }

  @GET
  @Path("{id}")
  public Response get(@Context HttpServletRequest request, @PathParam("id") String id) {
    return Answers.ok(GrantJson.of(grants.get(callers.person(request), PathIds.grant(id))));
  }

  @POST
  @Path("{id}/approve")
  public Response approve(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    Approval approval =
        Approval.read(Bodies.optional(request, body), settings.grants().maxLifetime());
    return Answers.ok(GrantJson.of(lifecycle.approve(caller, PathIds.grant(id), approval)));
  }

  @POST
  @Path("{id}/deny")
  public Response deny(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    nothingIn(Bodies.optional(request, body));
    return Answers.ok(GrantJson.of(lifecycle.deny(caller, PathIds.grant(id))));
  }

  @POST
  @Path("{id}/revoke")
  public Response revoke(
      @Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
    Caller caller = callers.person(request);
    nothingIn(Bodies.optional(request, body));
    return Answers.ok(GrantJson.of(lifecycle.revoke(caller, PathIds.grant(id))));
  }

  private static void nothingIn(JsonObject body) {
    FieldReader.of(body).nothingElse();
  }
}
