package org.aipassport.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.List;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Refuses requests whose headers contradict each other, as far as a servlet can see it. */
final class FramingCheck {
  private static final List<String> ONCE =
      List.of(
          "Host",
          "Authorization",
          "Content-Type",
          "Content-Length",
          "Transfer-Encoding",
          "Content-Encoding",
          "DPoP",
          "Idempotency-Key",
          "Origin");

  private FramingCheck() {}

  static void check(HttpServletRequest request) {
    for (String name : ONCE) {
      if (isThereTwice(request.getHeaders(name))) {
        throw new RefusalException(Refusal.MALFORMED, name + " is there more than once.");
      }
    }
    String coding = request.getHeader("Transfer-Encoding");
    if (coding != null
        && (!coding.equalsIgnoreCase("chunked") || request.getHeader("Content-Length") != null)) {
      throw new RefusalException(
          Refusal.MALFORMED, "Transfer-Encoding must be chunked and without Content-Length.");
    }
    if (coding != null && UnupgradedRequest.isOffer(request)) { // the chunks would stay unparsed
      throw new RefusalException(
          Refusal.MALFORMED, "Upgrade is not taken up; send no Upgrade with a chunked body.");
    }
    String contentCoding = request.getHeader("Content-Encoding");
    if (contentCoding != null && !contentCoding.equalsIgnoreCase("identity")) {
      throw new RefusalException(
          Refusal.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is not supported; send it plain.");
    }
  }

  private static boolean isThereTwice(Enumeration<String> values) {
    if (!values.hasMoreElements()) {
      return false;
    }
    values.nextElement();
    return values.hasMoreElements();
  }
}
