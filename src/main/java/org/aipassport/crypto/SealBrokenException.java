package org.aipassport.crypto;

/** A sealed value that does not open. Its message names key ids, never content. */
public final class SealBrokenException extends RuntimeException {
  private final boolean otherMasterKey;

  private SealBrokenException(String message, boolean otherMasterKey) {
    super(message);
    this.otherMasterKey = otherMasterKey;
  }

  static SealBrokenException otherMasterKey(String sealedUnder, String given) {
    return new SealBrokenException(
        "sealed under another master key: " + sealedUnder + ", given " + given, true);
  }

  static SealBrokenException altered() {
    return new SealBrokenException("altered or bound to something else", false);
  }

  static SealBrokenException unknownForm() {
    return new SealBrokenException("not a sealed value of a known form", false);
  }

  /** Whether the value names a master key that is not the given one; it may be whole. */
  public boolean isOtherMasterKey() {
    return otherMasterKey;
  }
}
