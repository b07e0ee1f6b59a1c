package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.aipassport.apps.AppStanding;
import org.aipassport.apps.OAuthClient;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AuthorizationFlows;
import org.aipassport.tokens.PushedRequests;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;
import org.aipassport.values.SecretText;
import org.aipassport.wire.ClientAddress;
import org.aipassport.wire.ErrorShape;

/**
 * The authorization endpoint, RFC 6749 section 3.1: an app sends its user here, a page asks them,
 * {@link ReturnEndpoint} sends them back.
 */
@Path("authorize")
@ApplicationScoped
public class AuthorizationEndpoint {
  private Settings settings;
  private AuthorizationReader reader;
  private AuthorizationFlows flows;
  private PushedRequests pushed;

  @SuppressWarnings("NullAway.Init")
  protected AuthorizationEndpoint() {} // for the CDI proxy

  @Inject
  AuthorizationEndpoint(
      Settings settings,
      AuthorizationReader reader,
      AuthorizationFlows flows,
      PushedRequests pushed) {
    this.settings = settings;
    this.reader = reader;
    this.flows = flows;
    this.pushed = pushed;
  }

  @GET
  public Response get(@Context HttpServletRequest request) {
    return onPage(request, () -> authorize(request, OAuthForm.ofQuery(request)));
  }

  @POST
  public Response post(@Context HttpServletRequest request, InputStream body) {
    return onPage(request, () -> authorize(request, OAuthForm.of(request, body)));
  }

  /** Until it is known whose request this is, nobody but the person before it is told. */
  static Response onPage(HttpServletRequest request, Supplier<Response> work) {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("POST")) {
      return BrowserAnswers.notAllowed(request); // HEAD, which must change nothing
    }
    try {
      return work.get();
    } catch (OAuthProblem problem) {
      return BrowserAnswers.page(
          request, new RefusalException(Refusal.MALFORMED, problem.description()));
    } catch (RefusalException refusal) {
      return BrowserAnswers.page(request, refusal);
    }
  }

  private Response authorize(HttpServletRequest request, OAuthForm sent) {
    refuseAsPart(request);
    OAuthClient client = client(sent);
    Optional<String> reference = sent.value("request_uri");
    OAuthForm form = reference.isPresent() ? pushed(client, reference.get()) : sent;
    String redirectUri = reader.redirectUri(client, form);
    try {
      if (client.parRequired() && reference.isEmpty()) { // RFC 9126 section 5
        throw OAuthProblem.invalidRequest("The client must push its requests.");
      }
      String address = ClientAddress.bucket(ClientAddress.of(request, settings));
      GrantId grant = flows.open(client, reader.ask(client, form), address);
      return BrowserAnswers.toPage(settings.publicUrl() + "/ui/consent?grant=" + grant);
    } catch (OAuthProblem problem) {
      return refused(client, redirectUri, form, problem.code(), problem.description());
    } catch (RefusalException refusal) {
      return refused(client, redirectUri, form, OAuthCodes.of(refusal), refusal.detail());
    }
  }

  /** Nothing that a page loads, or a browser ahead of its user, asks or answers anything. */
  static void refuseAsPart(HttpServletRequest request) {
    if (BrowserAnswers.isPartOfAPage(request)) {
      throw new RefusalException(
          Refusal.FORBIDDEN, "This address is to be opened, not to be loaded by a page.");
    }
  }

  private OAuthClient client(OAuthForm form) {
    return form.value("client_id")
        .filter(ClientId::isClientId)
        .map(ClientId::new)
        .flatMap(flows::client)
        .orElseThrow(
            () -> OAuthProblem.invalidRequest("client_id: is none that is registered here"));
  }

  /** Only what was pushed counts then (RFC 9126 section 4). */
  private OAuthForm pushed(OAuthClient client, String reference) {
    return pushed
        .take(client, new SecretText(reference))
        .map(Pushed::form)
        .orElseThrow(
            () ->
                OAuthProblem.invalidRequest(
                    "request_uri: is unknown, used or more than a minute old; begin again at the"
                        + " app"));
  }

  /** RFC 6749 section 4.1.2.1. */
  private Response refused(
      OAuthClient client, String redirectUri, OAuthForm form, String code, String description) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("error", code);
    answer.put("error_description", ErrorShape.oauthDescription(description));
    form.value("state")
        .filter(state -> state.length() <= AuthorizationReader.LONGEST_STATE)
        .ifPresent(state -> answer.put("state", state));
    answer.put("iss", settings.publicUrl().toString()); // RFC 9207 section 2
    return client.standing() == AppStanding.VERIFIED
        ? BrowserAnswers.toApp(redirectUri, answer)
        : BrowserAnswers.link(
            Response.Status.BAD_REQUEST,
            "The request of an app cannot be served: " + description,
            BrowserAnswers.withParameters(redirectUri, answer),
            redirectUri);
  }
}
