package org.aipassport.apps;

import java.util.Arrays;
import java.util.Optional;

/** What a registered app may exchange for tokens. */
public enum ClientGrantType {
  /** RFC 6749 section 4.1. */
  AUTHORIZATION_CODE("authorization_code"),
  /** RFC 6749 section 6. */
  REFRESH_TOKEN("refresh_token"),
  /** RFC 8628 section 3.4. */
  DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code");

  private final String wireName;

  ClientGrantType(String wireName) {
    this.wireName = wireName;
  }

  /** The value of {@code grant_type}. */
  public String wireName() {
    return wireName;
  }

  /** The type of that name. */
  public static Optional<ClientGrantType> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findFirst();
  }
}
