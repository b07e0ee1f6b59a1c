package org.aipassport.proxy;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.SecretText;
import org.aipassport.wire.Credentials;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;

/**
 * Validates the token of every proxied call before anything else happens, and makes it the
 * request's principal. On {@code /proxy/chat}, whose callers learn of a malformed body before a bad
 * token, it hands the refusal on instead; what is then read of the body is bounded there.
 */
public class TokenFilter implements Filter {
  @Inject AccessTokens tokens;

  @Override
  public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    ((HttpServletResponse) res).setHeader("x-request-id", RequestId.of(request).value());
    chain.doFilter(verified(request, Credentials.ofCall(request)), res);
  }

  private TokenRequest verified(HttpServletRequest request, SecretText presented) {
    try {
      return TokenRequest.of(request, tokens.verify(presented));
    } catch (RefusalException refusal) {
      if (Refusals.path(request).equals(ProxyChatServlet.PATH)) {
        return TokenRequest.refused(request, refusal);
      }
      throw refusal;
    }
  }
}
