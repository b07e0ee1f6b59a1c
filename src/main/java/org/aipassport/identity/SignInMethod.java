package org.aipassport.identity;

/** How somebody proved who they are. */
public enum SignInMethod {
  /** By a password that the broker keeps, and a second factor if they have one. */
  PASSWORD,
  /** By an identity provider (OpenID Connect Core 1.0). */
  OIDC
}
