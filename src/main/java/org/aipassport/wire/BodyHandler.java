package org.aipassport.wire;

import org.aipassport.problems.RefusalException;

/**
 * Learns how the reading of a body ended: exactly one of the two is called, once, on a thread of
 * the server's or of the background that must be given up quickly.
 */
public interface BodyHandler {
  /** All of it is here; the handler closes it when its call ends. */
  void whole(HeldBody body);

  /** It is refused; nothing is held, and the connection is closed behind the answer. */
  void refused(RefusalException refusal);
}
