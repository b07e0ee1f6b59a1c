package org.aipassport.apps;

/** What the broker knows of an app besides what it says of itself. */
public enum AppStanding {
  /** Nothing: whoever holds the link may have written name, address and reason. */
  UNREGISTERED,
  /** It registered itself (RFC 7591): only the places to which answers go are certain. */
  SELF_REGISTERED,
  /** An operator of this broker vouches for its name and address. */
  VERIFIED
}
