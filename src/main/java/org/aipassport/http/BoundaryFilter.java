package org.aipassport.http;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;
import org.aipassport.wire.ResourceMetadata;

/**
 * The first to see every request: gives it an id and its answer the security headers, and lets
 * through only what is meant for this broker, comes over a safe way and has an unambiguous path.
 */
public class BoundaryFilter implements Filter {
  private static final Logger LOG = System.getLogger(BoundaryFilter.class.getName());

  @Inject Settings settings;
  @Inject SecurityHeaders securityHeaders;
  @Inject HostCheck hostCheck;
  @Inject TransportCheck transportCheck;

  @Override
  public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    HttpServletResponse response = (HttpServletResponse) res;
    response.setHeader(RequestId.HEADER, RequestId.of(request).value());
    ResourceMetadata.tell(request, settings.publicUrl());
    securityHeaders.addTo(request, response);
    if (UnupgradedRequest.isOffer(request)) {
      response.setHeader("Connection", "close"); // Grizzly closes without saying so
    }
    try {
      FramingCheck.check(request);
      hostCheck.check(request);
      transportCheck.check(request);
      PathCheck.check(request);
      chain.doFilter(UnupgradedRequest.of(request), response);
    } catch (RefusalException refusal) {
      Refusals.send(request, response, refusal);
    } catch (IOException | ServletException | RuntimeException e) {
      lastResort(request, response, e);
    }
  }

  /** Nothing of a fault of ours is shown; what is logged holds neither body nor headers. */
  private static void lastResort(
      HttpServletRequest request, HttpServletResponse response, Exception e) throws IOException {
    LOG.log(Level.ERROR, "request " + RequestId.of(request) + " failed", e);
    Refusals.send(
        request,
        response,
        new RefusalException(
            Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request)));
  }
}
