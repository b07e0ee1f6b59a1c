package org.aipassport.values;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money: US dollars in units of 1e-9, from 0 to about 9.2e9 dollars. All arithmetic is
 * exact; what does not fit is an {@link ArithmeticException}, never a wrong amount.
 *
 * @throws IllegalArgumentException if {@code nanos} is negative
 */
public record NanoUsd(long nanos) implements Comparable<NanoUsd> {
  public static final NanoUsd ZERO = new NanoUsd(0);

  /** The most cents that any limit on money can be set to: a million dollars. */
  public static final long MOST_CENTS_OF_A_LIMIT = 100_000_000;

  private static final long PER_CENT = 10_000_000;
  private static final int DECIMALS = 9;

  public NanoUsd {
    if (nanos < 0) {
      throw new IllegalArgumentException("an amount below 0");
    }
  }

  /** The amount of so many US cents. */
  public static NanoUsd ofCents(long cents) {
    return new NanoUsd(Math.multiplyExact(cents, PER_CENT));
  }

  /**
   * The amount that {@link #decimal} writes so.
   *
   * @throws ArithmeticException if it has parts of a billionth, or does not fit
   * @throws NumberFormatException if it is no number
   */
  public static NanoUsd ofDecimal(String dollars) {
    return new NanoUsd(new BigDecimal(dollars).movePointRight(DECIMALS).longValueExact());
  }

  public NanoUsd plus(NanoUsd other) {
    return new NanoUsd(Math.addExact(nanos, other.nanos));
  }

  /** What is left of this when {@code other} is taken away; nothing, if that is more. */
  public NanoUsd less(NanoUsd other) {
    return new NanoUsd(Math.max(0, nanos - other.nanos));
  }

  /** This many US cents, rounded up. */
  public long toCentsUp() {
    return nanos / PER_CENT + (nanos % PER_CENT == 0 ? 0 : 1);
  }

  /** US dollars, exact, in the shortest decimal form: {@code 0.0125}. */
  public String decimal() {
    BigDecimal dollars = BigDecimal.valueOf(nanos, DECIMALS).stripTrailingZeros();
    return dollars.setScale(Math.max(0, dollars.scale()), RoundingMode.UNNECESSARY).toPlainString();
  }

  @Override
  public int compareTo(NanoUsd other) {
    return Long.compare(nanos, other.nanos);
  }

  /** US dollars as {@link #decimal}. */
  @Override
  public String toString() {
    return decimal();
  }
}
