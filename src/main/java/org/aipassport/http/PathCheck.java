package org.aipassport.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Refusals;

/**
 * Refuses paths that two readers could read differently, paths that servers take for themselves,
 * and methods that nothing here serves.
 */
final class PathCheck {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,=:@-]+");

  /** What SDKs encode in a model's name, the only place where anything needs to be encoded. */
  private static final Set<String> MODEL_NAMES = Set.of("/v1/models/", "/v1beta/models/");

  private static final Pattern ENCODED_SLASH = Pattern.compile("%2[fF]");
  private static final Pattern ENCODED_NAME_CHARACTER = Pattern.compile("%(3[aA]|40)");

  /** The paths that pages of other origins use. */
  private static final Pattern FOR_PAGES = Pattern.compile("/(v1|v1beta|proxy)(/.*)?");

  private PathCheck() {}

  static void check(HttpServletRequest request) {
    String path = Refusals.path(request);
    if (!isPlain(MODEL_NAMES.stream().anyMatch(path::startsWith) ? decodedModel(path) : path)) {
      throw new RefusalException(Refusal.MALFORMED, "The path is ambiguous.");
    }
    if (isTakenByServers(path)) {
      throw new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
    }
    if (!METHODS.contains(request.getMethod()) && !isPreflight(request.getMethod(), path)) {
      throw new RefusalException(Refusal.METHOD_NOT_ALLOWED, "This method is not served here.");
    }
  }

  /** As the most eager reader sees it: servers decode, then resolve dots, then route. */
  private static String decodedModel(String path) {
    String slashes = ENCODED_SLASH.matcher(path).replaceAll("/");
    return ENCODED_NAME_CHARACTER.matcher(slashes).replaceAll(":");
  }

  /** Whether it is made of plain segments: nothing encoded, empty, dotted or with parameters. */
  private static boolean isPlain(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return true;
    }
    if (!path.startsWith("/")) {
      return false;
    }
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    for (String segment : path.substring(1, end).split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /** What a browser may ask before a page's call; the filter of those paths refuses the rest. */
  private static boolean isPreflight(String method, String path) {
    return method.equals("OPTIONS") && FOR_PAGES.matcher(path).matches();
  }

  private static boolean isTakenByServers(String path) {
    return path.equals("/metrics")
        || path.startsWith("/metrics/")
        || path.equals("/openapi")
        || path.startsWith("/openapi/")
        || path.endsWith("/application.wadl")
        || path.contains("/application.wadl/");
  }
}
