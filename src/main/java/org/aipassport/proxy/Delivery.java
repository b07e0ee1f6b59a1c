package org.aipassport.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Gives the pieces of an answer to its caller, for as long as there is one. Under a money cap the
 * rest of an answer whose caller has left is read for its bill, and goes nowhere.
 */
final class Delivery {
  private final RunningCall call;
  private @Nullable CallerGoneException gone;

  Delivery(RunningCall call) {
    this.call = call;
  }

  /** Does what sends something, unless nobody is there any more. */
  void send(Runnable sending) {
    if (gone != null) {
      return;
    }
    try {
      sending.run();
    } catch (CallerGoneException e) {
      if (!call.drains()) {
        throw e;
      }
      call.leave();
      gone = e;
    }
  }

  boolean isOver() {
    return gone != null;
  }

  /**
   * The answer has been read to its end.
   *
   * @throws CallerGoneException if its caller has left before
   */
  void end() {
    if (gone != null) {
      throw gone;
    }
  }
}
