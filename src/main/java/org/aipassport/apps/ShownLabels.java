package org.aipassport.apps;

import jakarta.enterprise.context.ApplicationScoped;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.LabelCheck;

/** Labels stand in lists of people's own, where one that looks like another misleads them. */
@ApplicationScoped
public class ShownLabels implements LabelCheck {
  private static final String FIELD = "label";
  private static final int LONGEST = 100;

  /**
   * {@inheritDoc}
   *
   * @throws RefusalException INVALID_FIELD of {@code label}
   */
  @Override
  public String require(String written) {
    if (written.length() > LONGEST) {
      throw RefusalException.ofField(FIELD, "must have at most " + LONGEST + " characters");
    }
    return ShownText.requireLine(FIELD, written);
  }

  @Override
  public String strip(String said) {
    return ShownText.strip(said);
  }
}
