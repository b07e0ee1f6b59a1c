package org.aipassport.identity;

import java.util.Locale;

/** What a person may do besides signing in. */
public enum Role {
  /** Approves grants on provider keys of their own. */
  OWNER,
  /** Configures the broker. */
  OPERATOR,
  /** Reads the audit log. */
  AUDITOR;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
