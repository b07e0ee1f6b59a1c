package org.aipassport.values;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A secret as text: never printed, never serialised, compared in constant time. */
public final class SecretText {
  private final String value;

  public SecretText(String value) {
    this.value = value;
  }

  /** The secret itself; for the one place that must send, store or show it. */
  public String reveal() {
    return value;
  }

  /** Its last four characters, for people to tell keys apart; fewer than 12 in all show none. */
  public String lastFour() {
    return value.length() < 12 ? "" : value.substring(value.length() - 4);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretText that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return 0; // a hash of a secret is a hint at it
  }

  @Override
  public String toString() {
    return "[hidden]";
  }
}
