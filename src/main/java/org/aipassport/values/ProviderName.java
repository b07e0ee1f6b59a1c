package org.aipassport.values;

import java.util.regex.Pattern;

/** An upstream as the operator names it: {@code [a-z][a-z0-9-]{0,31}}. */
public record ProviderName(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public ProviderName {
    if (!isName(value)) {
      throw new IllegalArgumentException("not a provider name");
    }
  }

  /** Whether {@code text} has the form of a provider's name. */
  public static boolean isName(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
