package org.aipassport.config;

import java.nio.file.Path;
import java.util.Optional;
import org.aipassport.config.OAuthSettings.Registration;
import org.aipassport.values.SecretText;

/** Reads who may register apps. */
final class OAuthReader {
  private static final int SHORTEST_TOKEN = 32;
  private static final int LONGEST_TOKEN = 500;

  private final Reading reading;
  private final Path home;

  OAuthReader(Reading reading, Path home) {
    this.reading = reading;
    this.home = home;
  }

  OAuthSettings read() {
    Registration registration =
        reading.required(Keys.OAUTH_REGISTRATION, OAuthReader::registration);
    Optional<SecretText> token =
        reading.optional(
            Keys.OAUTH_REGISTRATION_TOKEN_FILE,
            Parsers.secretFile(home).andThen(OutboundFiles::password).andThen(OAuthReader::token));
    boolean wanted = registration == Registration.TOKEN;
    if (reading.sound(Keys.OAUTH_REGISTRATION, Keys.OAUTH_REGISTRATION_TOKEN_FILE)
        && wanted != token.isPresent()) {
      reading.fault(
          Keys.OAUTH_REGISTRATION_TOKEN_FILE.name(),
          wanted ? "is missing" : "is set without aipassport.oauth.registration=token",
          "it beside aipassport.oauth.registration=token and only there");
    }
    return new OAuthSettings(registration, token);
  }

  private static Registration registration(String text) {
    return switch (text) {
      case "open" -> Registration.OPEN;
      case "token" -> Registration.TOKEN;
      case "off" -> Registration.OFF;
      default -> throw new IllegalArgumentException("is " + Parsers.quote(text));
    };
  }

  /** Long enough that nobody guesses it; in the characters of a bearer token. */
  private static SecretText token(String text) {
    boolean visible = text.chars().allMatch(c -> c > ' ' && c < 127);
    if (text.length() < SHORTEST_TOKEN || text.length() > LONGEST_TOKEN || !visible) {
      throw new IllegalArgumentException("holds no token of 32 to 500 visible ASCII characters");
    }
    return new SecretText(text);
  }
}
