package org.aipassport.http;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.aipassport.config.HealthCheck;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Refusals;

/**
 * Answers {@code /health}, {@code /health/live} and {@code /health/ready}. A filter, because some
 * servers take these paths before any servlet of ours is asked. Alive means that the process
 * answers; ready means that what it depends on answers too.
 */
public class HealthFilter implements Filter {
  private static final String ROOT = "/health";

  @Inject Instance<HealthCheck> checks;

  @Override
  public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    String path = Refusals.path(request);
    if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
      chain.doFilter(req, res);
      return;
    }
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw new RefusalException(Refusal.METHOD_NOT_ALLOWED, "This method is not served here.");
    }
    answer(path, (HttpServletResponse) res);
  }

  private void answer(String path, HttpServletResponse response) throws IOException {
    switch (path) {
      case ROOT, ROOT + "/live" -> send(response, "ok");
      case ROOT + "/ready" -> {
        boolean ready = checks.stream().allMatch(HealthCheck::healthy);
        if (!ready) {
          throw new RefusalException(Refusal.UNAVAILABLE, "Not ready.");
        }
        send(response, "ready");
      }
      default -> throw new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
    }
  }

  private static void send(HttpServletResponse response, String status) throws IOException {
    byte[] body =
        ("{\"status\":\"" + status + "\",\"service\":\"aipassport-broker\"}")
            .getBytes(StandardCharsets.US_ASCII);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
