package org.aipassport.proxy;

/** The caller left before its answer was whole. */
final class CallerGoneException extends RuntimeException {
  CallerGoneException(Throwable cause) {
    super("the caller left", cause);
  }
}
