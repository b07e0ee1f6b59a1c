package org.aipassport.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.ClientAddress;

/**
 * Refuses plain HTTP from anywhere but this machine, unless a declared edge says that it came over
 * TLS. It does not redirect: a client that sent its token in the clear must find out.
 */
@ApplicationScoped
class TransportCheck {
  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  protected TransportCheck() {} // for the CDI proxy

  @Inject
  TransportCheck(Settings settings) {
    this.settings = settings;
  }

  void check(HttpServletRequest request) {
    if (!isSafe(request)) {
      throw new RefusalException(
          Refusal.FORBIDDEN, "Plain HTTP is refused here; use " + settings.publicUrl() + ".");
    }
  }

  private boolean isSafe(HttpServletRequest request) {
    if (ClientAddress.fromEdge(request, settings)) {
      List<String> forwarded = Collections.list(request.getHeaders("X-Forwarded-Proto"));
      return forwarded.size() == 1 && forwarded.get(0).equalsIgnoreCase("https");
    }
    return request.isSecure() || ClientAddress.isLocal(request, settings);
  }
}
