package org.aipassport.values;

/**
 * Whose keys, grants and usage a row belongs to: a person's account, 22 characters of base64url.
 */
public record AccountId(String value) {
  public AccountId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
