package org.aipassport.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.apps.ShownText;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.Ids;
import org.aipassport.values.ProviderKeyId;

/**
 * What an owner decided besides yes.
 *
 * @param lifetime how long the grant lives from now on
 * @param scope a narrower scope than was asked for
 * @param key the provider key to use, else the owner's newest for that provider
 * @param scopeDigest the digest of the scope that the owner was shown
 * @param signedInAt when the browser session that decides was last authenticated; empty if a script
 *     decides with a personal access token or a JWT
 */
public record Approval(
    Duration lifetime,
    Optional<GrantScope> scope,
    Optional<ProviderKeyId> key,
    Optional<String> scopeDigest,
    Optional<String> notes,
    Optional<Instant> signedInAt) {
  /** What is approved unless the owner says otherwise. */
  static final Duration USUAL_LIFETIME = Duration.ofHours(1);

  private static final int LONGEST_ID = 22;
  private static final int LONGEST_DIGEST = 43;
  private static final int LONGEST_NOTES = 1_000;

  public Approval {
    if (notes.isPresent()) {
      ShownText.require("notes", notes.get());
      if (notes.get().length() > LONGEST_NOTES) {
        throw RefusalException.ofField("notes", "must have at most 1000 characters");
      }
    }
  }

  /**
   * What a person decided on a page.
   *
   * @param signedInAt their session's
   * @param scopeDigest of what the page showed
   * @param scope what is left of it, as {@link GrantScope#narrowed} makes it
   * @throws RefusalException INVALID_FIELD for notes of more than 1000 characters or with invisible
   *     ones
   */
  public static Approval onPage(
      Instant signedInAt,
      String scopeDigest,
      GrantScope scope,
      Duration lifetime,
      Optional<ProviderKeyId> key,
      Optional<String> notes) {
    return new Approval(
        lifetime,
        Optional.of(scope),
        key,
        Optional.of(scopeDigest),
        notes,
        Optional.of(signedInAt));
  }

  /** The same decision, made in a browser session that was last authenticated then. */
  public Approval inSessionOf(Instant authenticatedAt) {
    return new Approval(lifetime, scope, key, scopeDigest, notes, Optional.of(authenticatedAt));
  }

  /**
   * Reads {@code {expiresInSeconds?, scope?, keyId?, scopeDigest?, notes?}}.
   *
   * @param longest the operator's limit on lifetimes
   * @throws RefusalException INVALID_FIELD naming the member
   */
  public static Approval read(JsonObject body, Duration longest) {
    FieldReader fields = FieldReader.of(body);
    long seconds =
        fields
            .optionalLong("expiresInSeconds", 1, longest.toSeconds())
            .orElse(Math.min(USUAL_LIFETIME.toSeconds(), longest.toSeconds()));
    Optional<GrantScope> scope = fields.optionalObject("scope").map(GrantScope::read);
    Optional<ProviderKeyId> key = fields.optionalString("keyId", LONGEST_ID).map(Approval::keyId);
    Optional<String> digest = fields.optionalString("scopeDigest", LONGEST_DIGEST);
    Optional<String> notes = fields.optionalText("notes", LONGEST_NOTES);
    fields.nothingElse();
    return new Approval(Duration.ofSeconds(seconds), scope, key, digest, notes, Optional.empty());
  }

  static ProviderKeyId keyId(String text) {
    if (!Ids.isId(text)) {
      throw RefusalException.ofField("keyId", "is not the id of a provider key of yours");
    }
    return new ProviderKeyId(text);
  }
}
