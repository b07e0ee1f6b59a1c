package org.aipassport.apps;

/** What the broker knows of an app besides what it says of itself. */
public enum AppStanding {
  /** Nothing: whoever holds the link may have written name, address and reason. */
  UNREGISTERED
}
