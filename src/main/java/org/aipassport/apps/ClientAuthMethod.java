package org.aipassport.apps;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a registered app proves at an endpoint that it is the one (RFC 7591 section 2). */
public enum ClientAuthMethod {
  /** Not at all: whatever runs on a device of its user can keep no secret. */
  NONE,
  /** RFC 6749 section 2.3.1, in the header. */
  CLIENT_SECRET_BASIC,
  /** RFC 7523 section 2.2, with a key of its own. */
  PRIVATE_KEY_JWT;

  /** The name in metadata, {@code client_secret_basic} for instance. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The method of that name. */
  public static Optional<ClientAuthMethod> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }
}
