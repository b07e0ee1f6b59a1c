package org.aipassport.oauth;

import java.util.List;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.problems.RefusalException;

/** The resource for which a client wants a token (RFC 8707 section 2). */
final class Resources {
  private static final String PARAMETER = "resource";

  private Resources() {}

  /**
   * The one that is asked for.
   *
   * @throws RefusalException INVALID_FIELD of {@code resource} unless it is this broker or its
   *     {@code /v1}, or if there are several: a token here is for one
   */
  static Optional<String> asked(Settings settings, OAuthForm form) {
    List<String> all = form.values(PARAMETER);
    String own = settings.publicUrl().toString();
    if (!List.of(own, own + "/v1").containsAll(all)) {
      throw RefusalException.ofField(PARAMETER, "must be " + own + " or " + own + "/v1");
    }
    if (all.size() > 1) {
      throw RefusalException.ofField(PARAMETER, "can be one only: a token here is for one");
    }
    return all.stream().findFirst();
  }
}
