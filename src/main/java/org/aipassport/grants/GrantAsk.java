package org.aipassport.grants;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/**
 * The body of {@code POST /grant-requests}, read and found well-formed.
 *
 * @param ownerKey the username of the person who is asked, in lower case, if the app names one
 */
public record GrantAsk(
    String appName, String appUrl, GrantScope scope, String reason, Optional<String> ownerKey) {
  private static final int LONGEST_NAME = 100;
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
    String appName = fields.text("appName", LONGEST_NAME);
    String appUrl = webAddress(fields.string("appUrl", LONGEST_URL));
    GrantScope scope = GrantScope.read(fields.object("scope"));
    String reason = fields.text("reason", LONGEST_REASON);
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

  private static String webAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean wellFormed =
          uri.isAbsolute()
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && text.chars().allMatch(c -> c > ' ' && c < 127);
      if (wellFormed && isSecure(uri)) {
        return text;
      }
    } catch (URISyntaxException e) {
      // refused below, like every other text that is no address
    }
    throw RefusalException.ofField(
        "appUrl", "must be an https address (http only for localhost), without user or fragment");
  }

  private static boolean isSecure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost()));
  }

  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean literal = host.matches("127(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");
    try {
      return literal && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
