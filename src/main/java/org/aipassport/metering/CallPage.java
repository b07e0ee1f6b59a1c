package org.aipassport.metering;

import java.util.List;
import java.util.Optional;

/**
 * Some calls of a grant, newest first.
 *
 * @param next the cursor of the page behind this one, if there is one
 */
public record CallPage(List<CallView> calls, Optional<String> next) {
  public CallPage {
    calls = List.copyOf(calls);
  }
}
