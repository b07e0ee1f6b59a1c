package org.aipassport.values;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Words that the owner puts on keys, grants and usage to group them by: at most 8, each {@code
 * [a-z0-9._-]{1,32}}; stored joined by commas.
 */
public record Labels(List<String> values) {
  /** No label. */
  public static final Labels NONE = new Labels(List.of());

  private static final int MOST = 8;
  private static final Pattern FORM = Pattern.compile("[a-z0-9._-]{1,32}");

  public Labels {
    values = List.copyOf(values);
    if (values.size() > MOST || !values.stream().allMatch(v -> FORM.matcher(v).matches())) {
      throw new IllegalArgumentException("not labels");
    }
  }

  /** The labels of a stored column. */
  public static Labels ofColumn(String column) {
    return column.isEmpty() ? NONE : new Labels(List.of(column.split(",", -1)));
  }

  /** The form in which a column stores them. */
  public String column() {
    return String.join(",", values);
  }
}
