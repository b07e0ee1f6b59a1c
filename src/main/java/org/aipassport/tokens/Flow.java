package org.aipassport.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.aipassport.crypto.Sha256;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ClientId;
import org.aipassport.values.GrantId;

/**
 * What is kept of an authorization request until its grant ends.
 *
 * @param redirectNamed as {@link AuthorizationAsk#redirectNamed}
 * @param returned whether a browser has gone back with the answer
 * @param redeemed whether its code was redeemed
 */
record Flow(
    GrantId grant,
    ClientId client,
    String redirectUri,
    boolean redirectNamed,
    Optional<String> state,
    String challenge,
    Optional<String> resource,
    boolean returned,
    boolean redeemed) {

  /**
   * Refuses a code whose bearer does not know what whoever asked for it knows.
   *
   * @throws RefusalException WRONG_STATE
   */
  void requireProof(Optional<String> redirect, String verifier) {
    boolean sameRedirect = redirect.map(redirectUri::equals).orElse(!redirectNamed);
    byte[] made =
        Sha256.base64Url(verifier.getBytes(StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.US_ASCII);
    if (!sameRedirect
        || !MessageDigest.isEqual(made, challenge.getBytes(StandardCharsets.US_ASCII))) {
      throw notGood();
    }
  }

  /**
   * Whom a token shall be for: what is asked for now if the request allowed it, else what that
   * asked for, else {@code otherwise}.
   *
   * @throws RefusalException INVALID_FIELD of {@code resource} (RFC 8707 section 2.2)
   */
  String audience(Optional<String> asked, String otherwise) {
    if (asked.isPresent() && resource.isPresent() && !asked.equals(resource)) {
      throw RefusalException.ofField("resource", "is not the one that was authorized");
    }
    return asked.or(() -> resource).orElse(otherwise);
  }

  /** RFC 6749 section 5.2, {@code invalid_grant}: which of the reasons it is, nobody is told. */
  static RefusalException notGood() {
    return new RefusalException(
        Refusal.WRONG_STATE, "It is unknown, spent, over, or not for this client.");
  }
}
