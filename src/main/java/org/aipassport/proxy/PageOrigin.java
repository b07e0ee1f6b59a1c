package org.aipassport.proxy;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantView;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.WebOrigin;

/**
 * Which page a call comes from, as its browser says. A token that another page got hold of is
 * worthless there.
 *
 * @param told whether there is an {@code Origin} header: only browsers send one
 * @param origin what it says; empty if it is no origin, {@code null} for instance, or there are two
 * @param own whether it is the broker's own origin, whose pages may use any grant
 */
record PageOrigin(boolean told, Optional<WebOrigin> origin, boolean own) {
  private static final String ATTRIBUTE = PageOrigin.class.getName();

  /** Reads it, and keeps it for {@link #of}. */
  static PageOrigin read(HttpServletRequest request, Settings settings) {
    List<String> told = Collections.list(request.getHeaders("Origin"));
    Optional<WebOrigin> origin =
        told.size() == 1 ? WebOrigin.ofHeader(told.get(0)) : Optional.empty();
    boolean own = origin.map(WebOrigin::value).filter(settings.origin()::equals).isPresent();
    PageOrigin page = new PageOrigin(!told.isEmpty(), origin, own);
    request.setAttribute(ATTRIBUTE, page);
    return page;
  }

  /** What the filter read; without the filter in front no page may use anything. */
  static PageOrigin of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof PageOrigin page
        ? page
        : new PageOrigin(true, Optional.empty(), false);
  }

  /**
   * Refuses a page that is not the app's own. Who is no page is not asked.
   *
   * @throws RefusalException FORBIDDEN
   */
  void mayUse(GrantView grant) {
    boolean apps = origin.isPresent() && origin.equals(grant.appOrigin());
    if (told && !own && !apps) {
      throw new RefusalException(
          Refusal.FORBIDDEN, "The grant of this token is not for pages of this origin.");
    }
  }
}
