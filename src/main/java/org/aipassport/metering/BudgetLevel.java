package org.aipassport.metering;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose calls a budget limits, from the inside out; below all of them stands the grant's own total.
 * Calls take their money in this order.
 */
public enum BudgetLevel {
  /** One grant. */
  GRANT(0),
  /** All grants of one account's for apps at one host. */
  APP(1),
  /** All grants of an account. */
  ACCOUNT(2),
  /** All grants that use one provider key. */
  KEY(3);

  private final int number;

  BudgetLevel(int number) {
    this.number = number;
  }

  /** Its place in the order, as the database has it. */
  int number() {
    return number;
  }

  static BudgetLevel ofNumber(int number) {
    return Arrays.stream(values()).filter(one -> one.number == number).findFirst().orElseThrow();
  }

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<BudgetLevel> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }
}
