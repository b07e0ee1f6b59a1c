package org.aipassport.values;

/** The {@code jti} of an access token (RFC 7519 section 4.1.7), 22 characters of base64url. */
public record TokenId(String value) {
  public TokenId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
