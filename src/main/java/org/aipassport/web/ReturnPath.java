package org.aipassport.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.aipassport.wire.Refusals;

/**
 * Where somebody wanted to go before signing in: a page of ours with ids as parameters, and nothing
 * that could be read as another address.
 */
final class ReturnPath {
  /** The parameter that carries it. */
  static final String PARAMETER = "return";

  private static final Pattern FORM =
      Pattern.compile("/ui/[a-z-]{1,40}(\\?[a-z]{1,20}=[A-Za-z0-9_-]{1,64})?");

  private ReturnPath() {}

  /** The sign-in page that leads back to what was asked for; with the context path. */
  static String signInAndBack(HttpServletRequest request) {
    String query = request.getQueryString();
    String wanted = Refusals.path(request) + (query == null ? "" : "?" + query);
    String signIn = request.getContextPath() + ViewRequest.PREFIX + "/" + View.SIGN_IN.path();
    return isOurs(wanted) ? signIn + "?" + query(wanted) : signIn;
  }

  /** The query that carries it. */
  static String query(String path) {
    return PARAMETER + "=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  static boolean isOurs(String path) {
    return FORM.matcher(path).matches();
  }
}
