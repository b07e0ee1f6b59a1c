package org.aipassport.values;

import java.util.regex.Pattern;

/** A model as its provider spells it, compared byte by byte: {@code [A-Za-z0-9._:/@-]{1,128}}. */
public record ModelName(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:/@-]{1,128}");

  public ModelName {
    if (!isName(value)) {
      throw new IllegalArgumentException("not a model name");
    }
  }

  /** Whether {@code text} has the form of a model's name. */
  public static boolean isName(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
