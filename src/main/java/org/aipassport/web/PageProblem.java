package org.aipassport.web;

import jakarta.servlet.ServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.StatusCodes;

/**
 * What a page tells somebody whose request was refused.
 *
 * @param detail in English, for what has no sentence of its own in the texts
 * @param place where it was refused, if not on the page that tells it
 */
record PageProblem(
    Refusal reason, int status, Optional<String> field, String detail, Optional<String> place) {
  private static final String ATTRIBUTE = PageProblem.class.getName();

  static PageProblem of(RefusalException refusal) {
    return of(refusal, Optional.empty());
  }

  static PageProblem of(RefusalException refusal, Optional<String> place) {
    return new PageProblem(
        refusal.reason(),
        StatusCodes.of(refusal.reason()),
        refusal.field(),
        refusal.detail(),
        place);
  }

  void of(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  static Optional<PageProblem> read(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof PageProblem problem
        ? Optional.of(problem)
        : Optional.empty();
  }

  /**
   * The form's field at fault: the last member of the refusal's path, without an index. What
   * scripts send in cents is typed in dollars.
   */
  Optional<String> input() {
    return field.map(path -> path.replaceFirst("^.*\\.", "").replaceFirst("\\[.*$|Cents$", ""));
  }

  /** The key of its sentence in the texts. */
  String key() {
    return "problem." + reason.name().toLowerCase(Locale.ROOT);
  }
}
