package org.aipassport.apps;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Where an app says that it lives.
 *
 * @param ascii in lower case, internationalised labels as {@code xn--}: what it is compared by
 * @param shown what a person may read: Unicode only where it cannot be taken for another (UTS 39)
 * @param port if it is not the one of the scheme
 */
public record AppHost(String ascii, String shown, OptionalInt port, Set<AppFlag> flags) {
  public AppHost {
    flags = Set.copyOf(flags);
  }

  /** Host and, if it is not the scheme's own, port, for people. */
  public String shownWithPort() {
    return port.isPresent() ? shown + ":" + port.getAsInt() : shown;
  }
}
