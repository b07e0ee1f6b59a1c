package org.aipassport.api;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;

/** Ids in paths: what has not the form of one names nothing. */
final class PathIds {
  private PathIds() {}

  /**
   * The grant that a path names.
   *
   * @throws RefusalException NOT_FOUND
   */
  static GrantId grant(String text) {
    if (!Ids.isId(text)) {
      throw new RefusalException(Refusal.NOT_FOUND, "Grant not found");
    }
    return new GrantId(text);
  }
}
