package org.aipassport.grants;

import java.time.Duration;
import java.util.Optional;
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
 */
public record Approval(
    Duration lifetime,
    Optional<GrantScope> scope,
    Optional<ProviderKeyId> key,
    Optional<String> scopeDigest,
    Optional<String> notes) {
  private static final long DEFAULT_SECONDS = 3_600;
  private static final int LONGEST_ID = 22;
  private static final int LONGEST_DIGEST = 43;
  private static final int LONGEST_NOTES = 1_000;

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
            .orElse(Math.min(DEFAULT_SECONDS, longest.toSeconds()));
    Optional<GrantScope> scope = fields.optionalObject("scope").map(GrantScope::read);
    Optional<ProviderKeyId> key = fields.optionalString("keyId", LONGEST_ID).map(Approval::keyId);
    Optional<String> digest = fields.optionalString("scopeDigest", LONGEST_DIGEST);
    Optional<String> notes = fields.optionalText("notes", LONGEST_NOTES);
    fields.nothingElse();
    return new Approval(Duration.ofSeconds(seconds), scope, key, digest, notes);
  }

  private static ProviderKeyId keyId(String text) {
    if (!Ids.isId(text)) {
      throw RefusalException.ofField("keyId", "is not the id of a provider key of yours");
    }
    return new ProviderKeyId(text);
  }
}
