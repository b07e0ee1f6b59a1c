package org.aipassport.proxy;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;

/** The refusal of a path that the grant's provider does not serve. */
final class WrongProtocol {
  private WrongProtocol() {}

  static RefusalException at(String path, Provider provider) {
    String base = provider.protocol().basePath();
    return new RefusalException(
        Refusal.OUT_OF_SCOPE,
        "The grant's provider "
            + provider.name()
            + " does not serve "
            + path
            + "; its SDK's base URL is the broker's address"
            + (base.isEmpty() ? "" : " with " + base)
            + ", and POST "
            + ProxyChatServlet.PATH
            + " serves every provider.");
  }
}
