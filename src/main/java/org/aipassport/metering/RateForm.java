package org.aipassport.metering;

import java.util.regex.Pattern;
import org.aipassport.json.FieldReader;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.NanoUsd;

/** How the rates of a million units are written. */
enum RateForm {
  /** In price files: whole billionths of a US dollar. */
  FILE("rates") {
    @Override
    long read(FieldReader from, String unit) {
      return from.longInRange(unit, 0, DEAREST);
    }
  },
  /** On the wire: US dollars in a decimal string. */
  WIRE("usdPerMillion") {
    @Override
    long read(FieldReader from, String unit) {
      return dollars(from.path(unit), from.string(unit, LONGEST)).nanos();
    }
  };

  private static final long DEAREST = 1_000_000_000_000_000L;
  private static final int LONGEST = 100;
  private static final int DECIMALS = 9;
  private static final Pattern DOLLARS = Pattern.compile("(0|[1-9][0-9]{0,6})(\\.[0-9]+)?");

  private final String member;

  RateForm(String member) {
    this.member = member;
  }

  /** The member that has the rates by their units. */
  String member() {
    return member;
  }

  /**
   * The rate of a unit in billionths of a US dollar.
   *
   * @throws RefusalException INVALID_FIELD naming the unit
   */
  abstract long read(FieldReader from, String unit);

  /**
   * An amount in US dollars, exact.
   *
   * @throws RefusalException INVALID_FIELD if it is below 0, above a million, has parts of a
   *     billionth, or is no number
   */
  static NanoUsd dollars(String field, String text) {
    if (text.startsWith("-")) {
      throw RefusalException.ofField(field, "must not be below 0");
    }
    if (!DOLLARS.matcher(text).matches()) {
      throw RefusalException.ofField(field, "must be US dollars such as \"2.50\", up to 1000000");
    }
    if (text.contains(".") && text.length() - text.indexOf('.') - 1 > DECIMALS) {
      throw RefusalException.ofField(field, "must have at most " + DECIMALS + " decimals");
    }
    NanoUsd amount = NanoUsd.ofDecimal(text);
    if (amount.nanos() > DEAREST) {
      throw RefusalException.ofField(field, "must be at most 1000000");
    }
    return amount;
  }
}
