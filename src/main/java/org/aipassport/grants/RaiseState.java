package org.aipassport.grants;

/** What has become of a change that a call waits for. */
public enum RaiseState {
  /** Nobody has decided. */
  WAITING,
  /** The grant is another now: by this change, or because it was changed or ended otherwise. */
  CHANGED,
  /** Its owner has left the grant as it is. */
  DENIED;

  /**
   * As its row says.
   *
   * @param isSame whether the grant is as it was when the change was asked for
   */
  static RaiseState of(String status, boolean isSame) {
    if (status.equals("DENIED")) {
      return DENIED;
    }
    return status.equals("PENDING") && isSame ? WAITING : CHANGED;
  }
}
