package org.aipassport.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.config.Settings;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Answers only requests for a name of ours: what stops a page of another name (DNS rebinding). */
@ApplicationScoped
class HostCheck {
  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  protected HostCheck() {} // for the CDI proxy

  @Inject
  HostCheck(Settings settings) {
    this.settings = settings;
  }

  void check(HttpServletRequest request) {
    String host = request.getHeader("Host");
    if (host == null || !settings.answersTo(host)) {
      throw new RefusalException(Refusal.WRONG_HOST, "This broker does not answer for that host.");
    }
  }
}
