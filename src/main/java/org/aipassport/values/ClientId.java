package org.aipassport.values;

/** A registered app: 1 to 64 visible ASCII characters (RFC 6749 section 2.2). */
public record ClientId(String value) {
  private static final int LONGEST = 64;

  public ClientId {
    if (!isClientId(value)) {
      throw new IllegalArgumentException("not a client id");
    }
  }

  /** Whether {@code text} has the form of one; used by edges before they ask for it. */
  public static boolean isClientId(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  @Override
  public String toString() {
    return value;
  }
}
