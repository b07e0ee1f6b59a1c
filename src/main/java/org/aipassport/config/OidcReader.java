package org.aipassport.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.aipassport.values.SecretText;

/** Reads at which OpenID provider people sign in, and what their groups make of them. */
final class OidcReader {
  private static final List<Key> OF_THE_PROVIDER =
      List.of(
          Keys.OIDC_CLIENT_ID,
          Keys.OIDC_CLIENT_SECRET_FILE,
          Keys.OIDC_SCOPES,
          Keys.OIDC_USERNAME_CLAIM,
          Keys.OIDC_NAME_CLAIM,
          Keys.OIDC_NAME);
  private static final List<Key> OF_ALL_WHO_COME =
      List.of(
          Keys.OIDC_ALLOW_PRIVATE,
          Keys.OIDC_GROUPS_CLAIM,
          Keys.OIDC_OWNER_GROUPS,
          Keys.OIDC_OPERATOR_GROUPS,
          Keys.OIDC_AUDITOR_GROUPS);
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100}");
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_GROUP = 200;
  private static final int LONGEST_BUTTON = 60;

  private final Reading reading;
  private final Path home;
  private final boolean allowPrivate;

  OidcReader(Reading reading, Path home, boolean allowPrivate) {
    this.reading = reading;
    this.home = home;
    this.allowPrivate = allowPrivate;
  }

  Optional<OidcSettings> provider() {
    Optional<String> issuer = reading.optional(Keys.OIDC_ISSUER, this::issuer);
    if (reading.text(Keys.OIDC_ISSUER.name()).isEmpty()) {
      OF_THE_PROVIDER.forEach(key -> refuseWithout(key, Keys.OIDC_ISSUER.name()));
      return Optional.empty();
    }
    Optional<String> clientId =
        reading.optional(Keys.OIDC_CLIENT_ID, Parsers.visible(LONGEST_NAME));
    if (clientId.isEmpty() && reading.sound(Keys.OIDC_CLIENT_ID)) {
      reading.fault(Keys.OIDC_CLIENT_ID, "is missing");
    }
    return Optional.of(
        new OidcSettings(
            issuer.orElse("https://invalid"),
            clientId.orElse("invalid"),
            reading.optional(Keys.OIDC_CLIENT_SECRET_FILE, secret()),
            reading.required(Keys.OIDC_SCOPES, OidcReader::scopes),
            reading.required(Keys.OIDC_USERNAME_CLAIM, Parsers.visible(LONGEST_NAME)),
            reading.required(Keys.OIDC_NAME_CLAIM, Parsers.visible(LONGEST_NAME)),
            allowPrivate,
            reading.required(Keys.OIDC_NAME, OidcReader::button)));
  }

  /**
   * What groups make of people.
   *
   * @param somebodyComes whether anybody with groups can come at all
   */
  GroupSettings groups(boolean somebodyComes) {
    if (!somebodyComes && reading.sound(Keys.OIDC_ISSUER, Keys.JWT_ISSUER)) {
      String either = Keys.OIDC_ISSUER.name() + " or " + Keys.JWT_ISSUER.name();
      OF_ALL_WHO_COME.forEach(key -> refuseWithout(key, either));
    }
    return new GroupSettings(
        reading.required(Keys.OIDC_GROUPS_CLAIM, Parsers.visible(LONGEST_NAME)),
        groups(Keys.OIDC_OWNER_GROUPS),
        groups(Keys.OIDC_OPERATOR_GROUPS),
        groups(Keys.OIDC_AUDITOR_GROUPS));
  }

  private Set<String> groups(Key key) {
    return reading.optional(key, OidcReader::names).orElse(Set.of());
  }

  private void refuseWithout(Key key, String other) {
    if (reading.sound(key) && isSet(key)) {
      reading.fault(key.name(), "is set without " + other, "it only beside " + other);
    }
  }

  /** A default that is written down contradicts nothing. */
  private boolean isSet(Key key) {
    return reading.text(key.name()).filter(text -> !text.equals(key.fallback())).isPresent();
  }

  private Function<String, SecretText> secret() {
    return Parsers.secretFile(home).andThen(OutboundFiles::password).andThen(SecretText::new);
  }

  private String issuer(String text) {
    URI unused = WebAddresses.ofIssuer(text, allowPrivate);
    return text; // its spelling counts
  }

  private static List<String> scopes(String text) {
    List<String> scopes = List.of(text.split(" +", -1));
    if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
      throw new IllegalArgumentException("has an entry that is no scope (RFC 6749 section 3.3)");
    }
    if (!scopes.contains("openid")) {
      throw new IllegalArgumentException("lacks openid");
    }
    return scopes;
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>(Parsers.entries(text));
    if (names.stream().anyMatch(name -> name.length() > LONGEST_GROUP)) {
      throw new IllegalArgumentException(
          "has a name of more than " + LONGEST_GROUP + " characters");
    }
    return names;
  }

  private static String button(String text) {
    if (text.length() > LONGEST_BUTTON || OutboundFiles.CONTROL.matcher(text).find()) {
      throw new IllegalArgumentException("is too long or has control characters");
    }
    return text;
  }
}
