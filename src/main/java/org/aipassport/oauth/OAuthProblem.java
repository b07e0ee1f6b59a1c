package org.aipassport.oauth;

/**
 * An error in the words of OAuth (RFC 6749 section 5.2 and what extends it), for what no refusal of
 * a use case says as exactly. Its description is shown to the caller and never holds a secret.
 */
public final class OAuthProblem extends RuntimeException {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;

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
