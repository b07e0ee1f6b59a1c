package org.aipassport.oauth;

import org.aipassport.wire.Refusals;

/**
 * An error in the words of OAuth (RFC 6749 section 5.2 and what extends it), for what no refusal of
 * a use case says as exactly. Its description is shown to the caller and never holds a secret.
 */
public final class OAuthProblem extends RuntimeException {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;

  private static final String INVALID_TOKEN = "invalid_token";

  private final String code;
  private final int status;

  /**
   * That error.
   *
   * @param code the value of {@code error}
   * @param status of the answer; 401 goes with a challenge to the client
   */
  public OAuthProblem(String code, String description, int status) {
    super(description);
    this.code = code;
    this.status = status;
  }

  /** A parameter is missing, repeated, of a wrong form, or contradicts another. */
  public static OAuthProblem invalidRequest(String description) {
    return new OAuthProblem("invalid_request", description, BAD_REQUEST);
  }

  /** The client is unknown, or has not proved that it is the one. */
  public static OAuthProblem invalidClient(String description) {
    return new OAuthProblem("invalid_client", description, UNAUTHORIZED);
  }

  /** The bearer token of the request is not the one that is needed (RFC 6750 section 3.1). */
  static OAuthProblem invalidToken(String description) {
    return new OAuthProblem(INVALID_TOKEN, description, UNAUTHORIZED);
  }

  /** What goes with a 401. */
  String challenge() {
    return code.equals(INVALID_TOKEN)
        ? "Bearer realm=\"aipassport\", error=\"invalid_token\""
        : Refusals.BASIC_CHALLENGE;
  }

  public String code() {
    return code;
  }

  /** What is shown to the caller. */
  public String description() {
    return String.valueOf(getMessage());
  }

  public int status() {
    return status;
  }
}
