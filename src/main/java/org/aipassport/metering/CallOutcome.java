package org.aipassport.metering;

import java.util.Locale;

/** How a call ended. */
public enum CallOutcome {
  /** The upstream's answer was passed on whole. */
  COMPLETED,
  /** The upstream answered with an error status. */
  UPSTREAM_ERROR,
  /** The upstream broke off, missed a deadline, or answered what cannot be passed on. */
  UPSTREAM_FAILED,
  /** The caller left before the end. */
  CALLER_GONE,
  /** Cut because the grant ended. */
  CUT,
  /** Nothing was sent: the call is given back to the grant. */
  NOT_SENT,
  /** The broker stopped before it knew. */
  ABANDONED;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CallOutcome ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
