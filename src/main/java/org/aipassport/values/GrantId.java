package org.aipassport.values;

/** A grant, 22 characters of base64url. */
public record GrantId(String value) {
  public GrantId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
