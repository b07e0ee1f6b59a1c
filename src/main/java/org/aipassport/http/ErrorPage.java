package org.aipassport.http;

import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;

/**
 * What servers would tell by pages of their own, which name the server: errors outside all filters,
 * {@code /WEB-INF} for instance. Whoever asks for this path itself finds nothing.
 */
public class ErrorPage extends HttpServlet {
  @Inject SecurityHeaders securityHeaders;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(RequestId.HEADER, RequestId.of(request).value());
    securityHeaders.addTo(request, response);
    Refusals.send(asSent(request), response, refusal(request));
  }

  /** The request with the path that its sender asked for, whose form the answer takes. */
  private static HttpServletRequest asSent(HttpServletRequest request) {
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    return new HttpServletRequestWrapper(request) {
      @Override
      public String getRequestURI() {
        return path instanceof String sent ? sent : super.getRequestURI();
      }
    };
  }

  private static RefusalException refusal(HttpServletRequest request) {
    Object told = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int status = told instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND;
    if (status == HttpServletResponse.SC_NOT_FOUND) {
      return new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
    }
    if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      return new RefusalException(Refusal.METHOD_NOT_ALLOWED, "This method is not served here.");
    }
    if (status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
      return new RefusalException(Refusal.MALFORMED, "The request cannot be read.");
    }
    return new RefusalException(
        Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request));
  }
}
