package org.aipassport.values;

/** One proxied call, 22 characters of base64url. */
public record CallId(String value) {
  public CallId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
