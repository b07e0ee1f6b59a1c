package org.aipassport.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.identity.Session;
import org.aipassport.identity.Sessions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AuthorizationFlows;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.wire.BrowserCookie;
import org.jspecify.annotations.Nullable;

/**
 * Where the consent page sends whoever has decided: from here they go back to the app with the
 * answer (RFC 6749 section 4.1.2), once, in the session of whoever it was.
 */
@Path("authorize/resume")
@ApplicationScoped
public class ReturnEndpoint {
  private Settings settings;
  private Sessions sessions;
  private AuthorizationFlows flows;

  @SuppressWarnings("NullAway.Init")
  protected ReturnEndpoint() {} // for the CDI proxy

  @Inject
  ReturnEndpoint(Settings settings, Sessions sessions, AuthorizationFlows flows) {
    this.settings = settings;
    this.sessions = sessions;
    this.flows = flows;
  }

  @GET
  public Response resume(
      @Context HttpServletRequest request, @QueryParam("grant") @Nullable String grant) {
    return AuthorizationEndpoint.onPage(request, () -> resume(request, id(grant)));
  }

  private Response resume(HttpServletRequest request, GrantId grant) {
    AuthorizationEndpoint.refuseAsPart(request);
    Optional<Session> session =
        BrowserCookie.SESSION.read(request, settings).flatMap(sessions::find);
    if (session.isEmpty()) {
      return toConsent(grant); // which asks for a sign-in, and leads back here
    }
    try {
      return toApp(flows.resume(grant, session.get().caller()));
    } catch (RefusalException refusal) {
      if (refusal.reason() == Refusal.STALE) {
        return toConsent(grant);
      }
      throw refusal;
    }
  }

  private Response toConsent(GrantId grant) {
    return BrowserAnswers.toPage(settings.publicUrl() + "/ui/consent?grant=" + grant);
  }

  private Response toApp(AuthorizationFlows.Returned answer) {
    Map<String, String> parameters = new LinkedHashMap<>();
    answer
        .code()
        .ifPresentOrElse(
            code -> parameters.put("code", code.reveal()),
            () -> {
              parameters.put("error", "access_denied");
              parameters.put("error_description", "The request was denied.");
            });
    answer.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("iss", settings.publicUrl().toString()); // RFC 9207 section 2
    return BrowserAnswers.toApp(answer.redirectUri(), parameters);
  }

  private static GrantId id(@Nullable String text) {
    if (text == null || !Ids.isId(text)) {
      throw new RefusalException(Refusal.NOT_FOUND, "There is no such request.");
    }
    return new GrantId(text);
  }
}
