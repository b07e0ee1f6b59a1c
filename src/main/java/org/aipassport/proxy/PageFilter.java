package org.aipassport.proxy;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantOrigins;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.WebOrigin;
import org.aipassport.wire.Methods;

/**
 * Lets pages of other origins use the paths of apps (CORS, Fetch standard section 3.3): those whose
 * origin is that of an app with a grant in force, and no others. Such a page reads every answer,
 * refusals included; what it may do is decided by its token's grant ({@link PageOrigin#mayUse}).
 * Any other page reads nothing, and cannot tell whether its origin is unknown or its grant over.
 */
public class PageFilter implements Filter {
  @Inject Settings settings;
  @Inject GrantOrigins origins;

  @Override
  public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    HttpServletResponse response = (HttpServletResponse) res;
    PageOrigin page = PageOrigin.read(request, settings);
    PageHeaders.vary(response);
    if (request.getMethod().equals("OPTIONS")) {
      answerPreflight(page, request, response);
      return;
    }
    if (!page.own()) {
      page.origin()
          .filter(origins::isLive)
          .ifPresent(origin -> PageHeaders.share(response, origin));
    }
    chain.doFilter(req, res);
  }

  /** A question of a browser's before it sends the call itself; it carries no credentials. */
  private void answerPreflight(
      PageOrigin page, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!page.told() || !PageHeaders.isPreflight(request)) {
      Methods.allow(request, response, "GET", "POST"); // OPTIONS is neither
    }
    WebOrigin origin =
        page.origin()
            .filter(origins::isLive)
            .orElseThrow(
                () -> new RefusalException(Refusal.FORBIDDEN, "Not for pages of this origin."));
    PageHeaders.share(response, origin);
    PageHeaders.permit(request, response);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    response.flushBuffer();
  }
}
