package org.aipassport.proxy;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.tokens.VerifiedToken;
import org.jspecify.annotations.Nullable;

/** A request whose token was looked at: good and its principal, or bad and to be refused. */
final class TokenRequest extends HttpServletRequestWrapper {
  private final @Nullable VerifiedToken token;
  private final @Nullable RefusalException refusal;

  private TokenRequest(
      HttpServletRequest request,
      @Nullable VerifiedToken token,
      @Nullable RefusalException refusal) {
    super(request);
    this.token = token;
    this.refusal = refusal;
  }

  static TokenRequest of(HttpServletRequest request, VerifiedToken token) {
    return new TokenRequest(request, token, null);
  }

  static TokenRequest refused(HttpServletRequest request, RefusalException refusal) {
    return new TokenRequest(request, null, refusal);
  }

  /** The filter's request; without the filter in front there is no proxying. */
  static TokenRequest in(ServletRequest request) {
    if (request instanceof TokenRequest checked) {
      return checked;
    }
    throw new RefusalException(Refusal.CREDENTIALS_MISSING, "No token was validated.");
  }

  boolean isRefused() {
    return refusal != null;
  }

  /**
   * The validated token.
   *
   * @throws RefusalException if there is none
   */
  VerifiedToken token() {
    if (token != null) {
      return token;
    }
    throw refusal != null
        ? refusal
        : new RefusalException(Refusal.CREDENTIALS_MISSING, "No token was validated.");
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return token;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }
}
