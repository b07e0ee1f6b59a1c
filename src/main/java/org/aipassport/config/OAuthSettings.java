package org.aipassport.config;

import java.util.Optional;
import org.aipassport.values.SecretText;

/**
 * OAuth for apps.
 *
 * @param initialAccessToken what an app must present to register itself; there with TOKEN only
 */
public record OAuthSettings(Registration registration, Optional<SecretText> initialAccessToken) {
  /** Whether apps may register themselves (RFC 7591). */
  public enum Registration {
    OPEN,
    /** Only those whom the operator gave the initial access token. */
    TOKEN,
    OFF
  }
}
