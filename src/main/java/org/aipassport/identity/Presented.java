package org.aipassport.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody has proved who they act for with.
 *
 * @param end when what it makes must be good for nothing any more; empty if never by itself
 * @param id of the personal token or the session; empty for a signed token
 */
public record Presented(Caller caller, Optional<Instant> end, Source source, String id) {
  /** Where it comes from. */
  public enum Source {
    /** A browser that is signed in. */
    SESSION,
    PERSONAL_TOKEN,
    /** Of an issuer, who alone could end it. */
    SIGNED_TOKEN
  }

  /** A page's; whoever sits there can sign in again, so nothing has to end with it. */
  public static Presented of(Session session) {
    return new Presented(session.caller(), Optional.empty(), Source.SESSION, session.id());
  }

  static Presented of(Caller caller, PersonalTokenView token) {
    return new Presented(caller, token.expiresAt(), Source.PERSONAL_TOKEN, token.id());
  }

  static Presented signed(Caller caller, Instant expiresAt) {
    return new Presented(caller, Optional.of(expiresAt), Source.SIGNED_TOKEN, "");
  }
}
