package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** The parameters of a URL. The server's own reader would take those of a form body for them. */
final class QueryParameters {
  private QueryParameters() {}

  /**
   * All parameters, decoded.
   *
   * @throws RefusalException MALFORMED if one is there twice or cannot be decoded
   */
  static Map<String, String> of(HttpServletRequest request) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = request.getQueryString();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (parameters.put(name, value) != null) {
        throw new RefusalException(Refusal.MALFORMED, "A parameter of the URL is there twice.");
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The query is not encoded well.", e);
    }
  }
}
