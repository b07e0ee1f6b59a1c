package org.aipassport.oauth;

import org.aipassport.grants.AccessDetails;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.ErrorShape;

/** The words of OAuth for refusals of use cases. */
final class OAuthCodes {
  static final String INVALID_TARGET = "invalid_target";
  static final String INVALID_DETAILS = "invalid_authorization_details";

  private OAuthCodes() {}

  /**
   * The value of {@code error}: of a parameter that has a word of its own that one (RFC 8707
   * section 2, RFC 9396 section 5), else the nearest.
   */
  static String of(RefusalException refusal) {
    String field = refusal.field().orElse("");
    if (refusal.reason() == Refusal.INVALID_FIELD && field.equals("resource")) {
      return INVALID_TARGET;
    }
    if (refusal.reason() == Refusal.INVALID_FIELD && field.startsWith(AccessDetails.PARAMETER)) {
      return INVALID_DETAILS;
    }
    return ErrorShape.oauthCode(refusal.reason());
  }
}
