package org.aipassport.grants;

import java.util.Locale;
import java.util.Optional;
import org.aipassport.apps.AppAddress;
import org.aipassport.apps.AppName;
import org.aipassport.apps.ShownText;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/**
 * The body of {@code POST /grant-requests}, read and found well-formed.
 *
 * @param appName as {@link AppName} has it
 * @param ownerKey the username of the person who is asked, in lower case, if the app names one
 */
public record GrantAsk(
    String appName, String appUrl, GrantScope scope, String reason, Optional<String> ownerKey) {
  private static final int LONGEST_URL = 2_000;
  private static final int LONGEST_REASON = 1_000;
  private static final int LONGEST_OWNER = 64;

  /**
   * Reads a body.
   *
   * @throws RefusalException INVALID_FIELD naming the member
   */
  public static GrantAsk read(JsonObject body) {
    FieldReader fields = FieldReader.of(body);
    String appName = AppName.read("appName", fields.string("appName", Integer.MAX_VALUE));
    String appUrl = AppAddress.read("appUrl", fields.string("appUrl", LONGEST_URL));
    GrantScope scope = GrantScope.read(fields.object("scope"));
    String reason = ShownText.require("reason", fields.text("reason", LONGEST_REASON));
    Optional<String> owner = fields.optionalText("owner", LONGEST_OWNER).map(GrantAsk::key);
    fields.nothingElse();
    return new GrantAsk(appName, appUrl, scope, reason, owner);
  }

  /** In the form in which usernames are compared, which can be longer than what was written. */
  private static String key(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    if (key.length() > LONGEST_OWNER) {
      throw RefusalException.ofField("owner", "is not a username");
    }
    return key;
  }
}
