package org.aipassport.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * In front of what browsers come by without seeing a page, such as the way to the identity provider
 * and back: what goes wrong there is told by a page all the same.
 */
public class ProblemFilter implements Filter {
  @Override
  public void doFilter(ServletRequest req, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException | RuntimeException e) {
      String place = request.getHttpServletMapping().getServletName();
      new Trouble(place, e).tell(request, (HttpServletResponse) response);
    }
  }
}
