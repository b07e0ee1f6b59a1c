package org.aipassport.values;

/** A stored grant request, 22 characters of base64url. */
public record GrantRequestId(String value) {
  public GrantRequestId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
