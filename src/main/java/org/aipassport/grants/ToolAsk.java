package org.aipassport.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aipassport.apps.AppName;
import org.aipassport.apps.ShownText;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ProviderKeyId;

/**
 * What an owner wants a tool of their own to be able to do.
 *
 * @param name as {@link AppName} has it; it may be that of a provider's tool
 * @param lifetime of the grant and of its token
 * @param key the provider key to use, else the owner's newest for that provider
 * @param signedInAt as {@link Approval#signedInAt}
 */
public record ToolAsk(
    String name,
    GrantScope scope,
    Duration lifetime,
    Optional<ProviderKeyId> key,
    Optional<String> notes,
    Optional<Instant> signedInAt) {
  private static final long DEFAULT_SECONDS = Duration.ofDays(30).toSeconds();
  private static final int LONGEST_ID = 22;
  private static final int LONGEST_NOTES = 1_000;

  public ToolAsk {
    name = AppName.read("name", name);
    if (notes.isPresent()) {
      ShownText.require("notes", notes.get());
      if (notes.get().length() > LONGEST_NOTES) {
        throw RefusalException.ofField("notes", "must have at most 1000 characters");
      }
    }
  }

  /**
   * Reads {@code {name, scope, expiresInSeconds?, keyId?, notes?}}; without {@code
   * expiresInSeconds} it is 30 days.
   *
   * @param longest the operator's limit, {@code aipassport.tool.max-lifetime}
   * @throws RefusalException INVALID_FIELD naming the member
   */
  public static ToolAsk read(JsonObject body, Duration longest) {
    FieldReader fields = FieldReader.of(body);
    String name = fields.string("name", Integer.MAX_VALUE);
    GrantScope scope = GrantScope.read(fields.object("scope"));
    long seconds =
        fields
            .optionalLong("expiresInSeconds", 1, longest.toSeconds())
            .orElse(Math.min(DEFAULT_SECONDS, longest.toSeconds()));
    Optional<ProviderKeyId> key = fields.optionalString("keyId", LONGEST_ID).map(Approval::keyId);
    Optional<String> notes = fields.optionalText("notes", LONGEST_NOTES);
    fields.nothingElse();
    return new ToolAsk(name, scope, Duration.ofSeconds(seconds), key, notes, Optional.empty());
  }

  /** The same wish, from a browser session that was last authenticated then. */
  public ToolAsk inSessionOf(Instant authenticatedAt) {
    return new ToolAsk(name, scope, lifetime, key, notes, Optional.of(authenticatedAt));
  }
}
