package org.aipassport.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.ErrorShape;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.StatusCodes;

/** Answers to browsers that came from an app. Redirects are 303 (RFC 9700 section 4.12). */
final class BrowserAnswers {
  private BrowserAnswers() {}

  /** Goes to a page of ours. */
  static Response toPage(String url) {
    return Response.status(Response.Status.SEE_OTHER).header("Location", url).build();
  }

  /**
   * Goes back to the app, with these parameters added to what its address has already. Behind a
   * form, browsers follow a redirect only to what the page's policy can name; an address of IPv6 it
   * cannot, so that there a page goes on by itself.
   */
  static Response toApp(String redirectUri, Map<String, String> parameters) {
    String url = withParameters(redirectUri, parameters);
    return redirectUri.contains("://[")
        ? Response.fromResponse(link(Response.Status.OK, "", url, redirectUri))
            .header("Refresh", "0; url=" + url)
            .build()
        : toPage(url);
  }

  static String withParameters(String redirectUri, Map<String, String> parameters) {
    String added =
        parameters.entrySet().stream()
            .map(one -> one.getKey() + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    return redirectUri + (redirectUri.contains("?") ? "&" : "?") + added;
  }

  /** Tells what is wrong on a page, and leads nowhere. */
  static Response page(HttpServletRequest request, RefusalException refusal) {
    Response.ResponseBuilder answer =
        Response.status(StatusCodes.of(refusal.reason()))
            .type(ErrorShape.PAGE.contentType())
            .entity(ErrorShape.PAGE.bytes(refusal));
    Refusals.headers(request, refusal).forEach(answer::header);
    return answer.build();
  }

  static Response notAllowed(HttpServletRequest request) {
    return Response.fromResponse(
            page(request, new RefusalException(Refusal.METHOD_NOT_ALLOWED, "Use GET here.")))
        .header("Allow", "GET")
        .build();
  }

  /**
   * Tells what is wrong on a page, and offers to go on: for apps that nobody vouches for, whose
   * addresses nobody shall be sent to by a link to us (RFC 9700 section 4.11.2).
   */
  static Response link(Response.Status status, String what, String url, String shown) {
    String page =
        "<!DOCTYPE html><html lang=\"en\"><title>AIPassport</title><p>"
            + escaped(what)
            + "</p><p><a rel=\"noreferrer\" href=\""
            + escaped(url)
            + "\">"
            + escaped(shown)
            + "</a></p></html>";
    return Response.status(status)
        .type(ErrorShape.PAGE.contentType())
        .header("Cache-Control", "no-store")
        .entity(page.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** As forms have it, with blanks as {@code %20}: readers differ about the plus sign. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether a browser says that this is no page that it goes to, but a part of another's. */
  static boolean isPartOfAPage(HttpServletRequest request) {
    String mode = request.getHeader("Sec-Fetch-Mode");
    String destination = request.getHeader("Sec-Fetch-Dest");
    return request.getHeader("Sec-Purpose") != null // fetched ahead, perhaps for nobody
        || (mode != null && !mode.toLowerCase(Locale.ROOT).equals("navigate"))
        || (destination != null && !destination.toLowerCase(Locale.ROOT).equals("document"));
  }
}
