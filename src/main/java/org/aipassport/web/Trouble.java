package org.aipassport.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * What went wrong where there is no page, on its way to the page that tells people.
 *
 * @param place stands in the keys of texts where pages have their names
 */
record Trouble(String place, Exception cause) {
  private static final String ATTRIBUTE = Trouble.class.getName();

  /** Has the answer given by {@link ViewFilter}, which nobody can ask for this page. */
  void tell(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.setAttribute(ATTRIBUTE, this);
    request
        .getRequestDispatcher(ViewRequest.PREFIX + "/" + View.PROBLEM.path())
        .forward(request, response);
  }

  static Optional<Trouble> read(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Trouble trouble
        ? Optional.of(trouble)
        : Optional.empty();
  }
}
