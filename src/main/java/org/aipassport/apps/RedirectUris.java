package org.aipassport.apps;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * Where answers to a decision may go (RFC 6749 section 3.1.2, RFC 8252 section 7, RFC 9700 section
 * 4.1): to a page over https, to a program on the person's own machine, or to a scheme of an app's
 * own.
 */
public final class RedirectUris {
  private static final int MOST = 10;
  private static final int LONGEST = 500;

  /** RFC 8252 section 7.3: the literal only, a name may be made to lead elsewhere (8.3). */
  private static final Pattern LOOPBACK =
      Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]))(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)");

  /** A reversed domain name (RFC 8252 section 7.1), then a path: no authority. */
  private static final Pattern PRIVATE_USE =
      Pattern.compile("[a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+:/(?!/).*");

  private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[eE]){1,2}(?:[/?]|$)");
  private static final int HIGHEST_PORT = 65_535;

  /** What the broker's answers add: there must be one of each. */
  private static final Set<String> ADDED =
      Set.of("code", "state", "iss", "error", "error_description", "error_uri", "response");

  private RedirectUris() {}

  /**
   * Those URIs, if an app may register them.
   *
   * @throws RefusalException INVALID_FIELD of {@code field}
   */
  public static List<String> read(String field, List<String> uris) {
    if (uris.isEmpty() || uris.size() > MOST) {
      throw RefusalException.ofField(field, "must hold 1 to " + MOST + " addresses");
    }
    if (Set.copyOf(uris).size() < uris.size()) {
      throw RefusalException.ofField(field, "holds an address twice");
    }
    for (int i = 0; i < uris.size(); i++) {
      refuseUnfit(field + "[" + i + "]", uris.get(i));
    }
    return List.copyOf(uris);
  }

  private static void refuseUnfit(String field, String text) {
    if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw RefusalException.ofField(field, "must be at most " + LONGEST + " characters of ASCII");
    }
    if (text.indexOf('*') >= 0) {
      throw RefusalException.ofField(field, "must not hold a wildcard");
    }
    URI uri = parse(field, text);
    if (uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
      throw RefusalException.ofField(field, "must have neither a fragment nor a user");
    }
    if (DOTS.matcher(text).find()) {
      throw RefusalException.ofField(field, "must not hold /./ or /../");
    }
    refuseAdded(field, uri);
    if (text.startsWith("https:")) {
      AppAddress.read(field, text);
    } else if (!isLoopback(text) && !PRIVATE_USE.matcher(text).matches()) {
      throw RefusalException.ofField(
          field,
          "must begin with https://, http://127.0.0.1 or http://[::1], or a scheme of the app's"
              + " own, com.example.app:/ for instance");
    }
  }

  private static URI parse(String field, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw RefusalException.ofField(field, "is no address");
    }
  }

  private static void refuseAdded(String field, URI uri) {
    String query = Optional.ofNullable(uri.getQuery()).orElse("");
    for (String pair : query.split("&", -1)) {
      String name = pair.split("=", 2)[0].toLowerCase(Locale.ROOT);
      if (ADDED.contains(name)) {
        throw RefusalException.ofField(field, "must not have a parameter " + name);
      }
    }
  }

  private static boolean isLoopback(String uri) {
    Matcher matcher = LOOPBACK.matcher(uri);
    return matcher.matches() && isPort(matcher.group(2));
  }

  private static boolean isPort(@Nullable String text) {
    return text == null || Integer.parseInt(text) <= HIGHEST_PORT;
  }

  /**
   * Whether an answer may go to {@code asked}: it is one of those registered, character by
   * character; only the port of a loopback literal is free, since a program takes the one that it
   * gets (RFC 8252 section 7.3).
   */
  public static boolean matches(List<String> registered, String asked) {
    return registered.contains(asked)
        || (isLoopback(asked)
            && registered.stream()
                .filter(RedirectUris::isLoopback)
                .anyMatch(one -> withoutPort(one).equals(withoutPort(asked))));
  }

  private static String withoutPort(String loopback) {
    return LOOPBACK.matcher(loopback).replaceFirst("$1$3");
  }
}
