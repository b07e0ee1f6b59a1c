package org.aipassport.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.wire.FormToken;

/**
 * Lets only forms through that this broker made for this browser (cross-site request forgery): the
 * page's origin must be exactly ours, and the form's token that of the browser's cookie, the page
 * and the thing. Each check stands by itself.
 */
final class FormCheck {
  /** The hidden field with the id of what a form is about. */
  static final String THING = "id";

  private static final String VIEW_STATE = "jakarta.faces.ViewState";
  private static final String OF_FACES = "jakarta.faces.";

  private FormCheck() {}

  /**
   * Checks a request that changes something.
   *
   * @throws RefusalException FORBIDDEN for a foreign form, MALFORMED for one that no page made
   */
  static void check(HttpServletRequest request, Settings settings, View view, SecretText secret) {
    if (!isFromOurPage(request, settings)) {
      throw new RefusalException(Refusal.FORBIDDEN, "This form comes from another site.");
    }
    if (!FormToken.matches(
        single(request, FormToken.FIELD), secret, view.path(), single(request, THING))) {
      throw new RefusalException(
          Refusal.FORBIDDEN, "This form is out of date or not yours; open the page again.");
    }
    String state = single(request, VIEW_STATE);
    if (!state.isEmpty() && !state.equals("stateless")) {
      throw new RefusalException(Refusal.MALFORMED, "The form is not one of ours.");
    }
  }

  /**
   * Refuses what no page of ours sends and Faces would heed, or stumble over, all the same:
   * uploads, and the parameters by which scripts of Faces choose how a page is answered.
   *
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE or MALFORMED
   */
  static void refuseForeign(HttpServletRequest request) {
    String type = request.getContentType();
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      throw new RefusalException(Refusal.UNSUPPORTED_MEDIA_TYPE, "No page here takes uploads.");
    }
    if (request.getParameterMap().keySet().stream().anyMatch(FormCheck::isOfFaces)) {
      throw new RefusalException(Refusal.MALFORMED, "The form is not one of ours.");
    }
  }

  private static boolean isOfFaces(String parameter) {
    return parameter.startsWith(OF_FACES) && !parameter.equals(VIEW_STATE);
  }

  /**
   * Refuses a form in a URL: Faces takes it like one that was posted, and any link could send it.
   *
   * @throws RefusalException MALFORMED
   */
  static void refuseInUrl(HttpServletRequest request) {
    if (request.getParameterValues(VIEW_STATE) != null) {
      throw new RefusalException(Refusal.MALFORMED, "A form must be posted.");
    }
  }

  /** Browsers send at least one of the two with every form. */
  private static boolean isFromOurPage(HttpServletRequest request, Settings settings) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    boolean siteFits = mayBeFromOurPage(request);
    return origin == null ? site != null && siteFits : origin.equals(settings.origin()) && siteFits;
  }

  /** Whether no browser says that a page of others, or a link in a mail, has led here. */
  static boolean mayBeFromOurPage(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return site == null || site.equals("same-origin");
  }

  /** The field's only value; empty if there is none. */
  private static String single(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    if (values == null) {
      return "";
    }
    if (values.length > 1) {
      throw new RefusalException(Refusal.MALFORMED, "The form has " + name + " twice.");
    }
    return values[0];
  }
}
