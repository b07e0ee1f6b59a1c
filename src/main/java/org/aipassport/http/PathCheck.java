package org.aipassport.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Refusals;

/**
 * Refuses paths that two readers could read differently, paths that servers take for themselves,
 * and methods that nothing here serves.
 */
final class PathCheck {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
  private static final List<String> AMBIGUOUS =
      List.of("%2f", "%5c", "%00", "%0d", "%0a", "%2e", "%25", ";", "\\", "//", "/./", "/../");

  /** A model's name may hold a slash, and SDKs encode it; it is compared, never resolved. */
  private static final String MODEL_NAMES = "/v1/models/";

  private PathCheck() {}

  static void check(HttpServletRequest request) {
    String path = Refusals.path(request);
    String folded = path.toLowerCase(Locale.ROOT);
    String checked =
        folded.startsWith(MODEL_NAMES) ? folded.replace("%2f", "-").replace("%3a", "-") : folded;
    if (AMBIGUOUS.stream().anyMatch(checked::contains)
        || folded.endsWith("/.")
        || folded.endsWith("/..")) {
      throw new RefusalException(Refusal.MALFORMED, "The path is ambiguous.");
    }
    if (isTakenByServers(path)) {
      throw new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
    }
    if (!METHODS.contains(request.getMethod())) {
      throw new RefusalException(Refusal.METHOD_NOT_ALLOWED, "This method is not served here.");
    }
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
