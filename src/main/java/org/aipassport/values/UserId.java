package org.aipassport.values;

/** A person who signs in, 22 characters of base64url. */
public record UserId(String value) {
  public UserId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
