package org.aipassport.apps;

/** What a person should be told of an app's name or host before they trust it. */
public enum AppFlag {
  /** Name or host uses the name of a provider or of this broker, and the host is not theirs. */
  LOOKS_LIKE_BRAND,
  /** The name claims to speak for somebody with authority, or to have been checked. */
  CLAIMS_AUTHORITY,
  /** The host is shown in its ASCII form, because its Unicode form can be taken for another. */
  PUNYCODE,
  /** A part of the host mixes scripts (UTS 39, above highly restrictive). */
  MIXED_SCRIPTS,
  /** The host is a number, which tells nothing about whose it is. */
  IP_ADDRESS,
  /** The host is this machine or one in its own network. */
  LOCAL,
  /** The host is reached at another port than https has. */
  UNUSUAL_PORT
}
