package org.aipassport.web;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.identity.Session;
import org.aipassport.identity.Sessions;
import org.aipassport.identity.Setup;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.Methods;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;
import org.aipassport.wire.StatusCodes;

/**
 * In front of all pages: knows which there are, who is signed in and who may open what, and lets no
 * form through that is not ours. What goes wrong is told by a page, also what went wrong before
 * ({@link Trouble}).
 */
public class ViewFilter implements Filter {
  private static final Logger LOG = System.getLogger(ViewFilter.class.getName());
  private static final String VISITOR_PREFIX = "aip_vis_";

  @Inject Settings settings;
  @Inject Sessions sessions;
  @Inject Setup setup;

  @Override
  public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    PageResponse response = new PageResponse((HttpServletResponse) res, settings);
    response.addPageHeaders();
    Optional<Trouble> elsewhere = Trouble.read(request);
    if (elsewhere.isPresent()) {
      tell(refusalIn(elsewhere.get().cause(), request), request, response, chain);
      return;
    }
    try {
      show(request, response, chain);
    } catch (RefusalException refusal) {
      tell(refusal, request, response, chain);
    } catch (IOException | ServletException | RuntimeException e) {
      tell(refusalIn(e, request), request, response, chain);
    }
  }

  private void show(HttpServletRequest request, PageResponse response, FilterChain chain)
      throws IOException, ServletException {
    Methods.allow(request, response, "GET", "HEAD", "POST");
    String path = Refusals.path(request).replaceFirst("^/ui/?", "");
    Optional<Session> session =
        BrowserCookie.SESSION.read(request, settings).flatMap(sessions::find);
    if (path.isEmpty()) {
      response.sendRedirect(home(request, session));
      return;
    }
    View view =
        View.ofPath(path)
            .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "There is no such page."));
    Visit visit = new Visit(view, session, secret(request, response, session));
    visit.of(request);
    FormCheck.refuseForeign(request);
    if (request.getMethod().equals("POST")) {
      FormCheck.check(request, settings, view, visit.secret());
    } else {
      FormCheck.refuseInUrl(request);
    }
    if (view.access() != View.Access.ANYBODY && session.isEmpty()) {
      response.sendRedirect(ReturnPath.signInAndBack(request));
      return;
    }
    view.access().role().ifPresent(role -> visit.signedIn().caller().as(role));
    chain.doFilter(ViewRequest.of(request, view), response);
  }

  /** Where somebody begins: what they can do here decides. */
  private String home(HttpServletRequest request, Optional<Session> session) {
    View start =
        session
            .map(Session::caller)
            .map(View::homeOf)
            .orElseGet(() -> setup.isClaimed() ? View.SIGN_IN : View.SETUP);
    return request.getContextPath() + ViewRequest.PREFIX + "/" + start.path();
  }

  /** What this browser's forms are bound to; one that has nothing yet gets something. */
  private SecretText secret(
      HttpServletRequest request, HttpServletResponse response, Optional<Session> session) {
    if (session.isPresent()) {
      return BrowserCookie.SESSION.read(request, settings).orElseThrow();
    }
    Optional<SecretText> known =
        BrowserCookie.VISITOR
            .read(request, settings)
            .filter(secret -> OpaqueSecrets.hasForm(secret.reveal(), VISITOR_PREFIX));
    if (known.isPresent()) {
      return known.get();
    }
    SecretText fresh = OpaqueSecrets.next(VISITOR_PREFIX);
    BrowserCookie.VISITOR.set(response, settings, fresh);
    return fresh;
  }

  /**
   * What was refused inside a page, however Faces and CDI have wrapped it; else a fault of ours.
   */
  private static RefusalException refusalIn(Exception e, HttpServletRequest request) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusalException refusal) {
        return refusal;
      }
    }
    LOG.log(Level.ERROR, "request " + RequestId.of(request) + " failed", e);
    return new RefusalException(
        Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request));
  }

  private void tell(
      RefusalException refusal,
      HttpServletRequest request,
      PageResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(StatusCodes.of(refusal.reason()));
    Refusals.headers(request, refusal).forEach(response::setHeader);
    response.setHeader(
        "Referrer-Policy", "no-referrer"); // no form needs it, and a code may be in the URL
    new Visit(View.PROBLEM, Optional.empty(), OpaqueSecrets.next(VISITOR_PREFIX)).of(request);
    PageProblem.of(refusal, Trouble.read(request).map(Trouble::place)).of(request);
    chain.doFilter(ViewRequest.instead(request, View.PROBLEM), response);
  }
}
