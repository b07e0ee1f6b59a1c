package org.aipassport.grants;

import java.time.Duration;
import java.util.Optional;
import org.aipassport.apps.ShownText;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/**
 * What shall be different in a grant that is in force.
 *
 * @param scope the whole scope as it shall be; empty: as it is
 * @param lifetime how long the grant shall live from the decision on; empty: as long as it does
 * @param reason why, in the asker's words
 */
public record AmendmentAsk(Optional<GrantScope> scope, Optional<Duration> lifetime, String reason) {
  private static final int LONGEST_REASON = 1_000;

  /**
   * Reads {@code {scope?, expiresInSeconds?, reason}}.
   *
   * @param longest the operator's limit on lifetimes
   * @throws RefusalException INVALID_FIELD naming the member
   */
  public static AmendmentAsk read(JsonObject body, Duration longest) {
    FieldReader fields = FieldReader.of(body);
    Optional<GrantScope> scope = fields.optionalObject("scope").map(GrantScope::read);
    var seconds = fields.optionalLong("expiresInSeconds", 1, longest.toSeconds());
    String reason = fields.text("reason", LONGEST_REASON);
    fields.nothingElse();
    ShownText.require("reason", reason);
    return new AmendmentAsk(
        scope,
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty(),
        reason);
  }
}
