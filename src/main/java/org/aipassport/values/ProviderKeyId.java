package org.aipassport.values;

/** A provider key in the vault, 22 characters of base64url. */
public record ProviderKeyId(String value) {
  public ProviderKeyId {
    Ids.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
