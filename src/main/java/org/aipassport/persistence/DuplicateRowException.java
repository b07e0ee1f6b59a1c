package org.aipassport.persistence;

/** A row with the same key is there already; the whole transaction was rolled back. */
public final class DuplicateRowException extends RuntimeException {
  DuplicateRowException(Throwable cause) {
    super("A row with this key exists already.", cause);
  }
}
