package org.aipassport.grants;

/** What an app cannot do with a grant, in the words of a page. */
public enum CannotDo {
  /** See the provider key: it never leaves the broker. */
  READ_YOUR_KEY,
  /** Use another of the owner's keys, or another provider. */
  USE_OTHER_PROVIDERS,
  /** Use a model that is not listed. */
  USE_OTHER_MODELS,
  /** Have the provider keep what is said. */
  KEEP_AT_PROVIDER,
  /** Make more calls than the cap. */
  EXCEED_REQUESTS,
  /** Spend more money than the cap. */
  EXCEED_BUDGET,
  /** Go on after the grant's end, or after the owner has revoked it. */
  OUTLIVE_THE_GRANT
}
