package org.aipassport.support;

/** Which form of the tests that kill, cut and race is asked for: {@code mvn -Pfaults verify}. */
public final class Faults {
  private Faults() {}

  /** Whether it is the long one. */
  public static boolean isFull() {
    return System.getProperty("aipassport.faults", "").equals("full");
  }
}
