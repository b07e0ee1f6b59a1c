package org.aipassport.apps;

import java.time.Instant;
import org.aipassport.values.UserId;

/**
 * A host whose apps may ask for nothing here.
 *
 * @param host in lower case; it stands for itself and all hosts below it
 * @param reason for other operators; may be empty
 */
public record AppBlock(String id, String host, String reason, UserId by, Instant at) {
  /** Whether that host is this one or lies below it. */
  public boolean covers(String other) {
    return other.equals(host) || other.endsWith("." + host);
  }
}
