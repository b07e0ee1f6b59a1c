package org.aipassport.grants;

import java.util.Locale;

/** The states of a grant. Only PENDING and APPROVED ever change. */
public enum GrantStatus {
  /** Asked for, not decided. */
  PENDING,
  /** In force until it expires. */
  APPROVED,
  /** The owner said no. */
  DENIED,
  /** Ended by its owner. */
  REVOKED,
  /** Its time has passed. */
  EXPIRED,
  /** Ended by the broker, because the provider key it used is gone for instance. */
  FROZEN;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
