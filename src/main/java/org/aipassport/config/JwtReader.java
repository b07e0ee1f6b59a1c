package org.aipassport.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads whose signed tokens scripts may present, under the names of MicroProfile JWT. */
final class JwtReader {
  private static final Pattern URL = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_NAME = 500;
  private static final int LONGEST_FILE = 512 * 1024;

  private final Reading reading;
  private final Path home;
  private final boolean allowPrivate;

  JwtReader(Reading reading, Path home, boolean allowPrivate) {
    this.reading = reading;
    this.home = home;
    this.allowPrivate = allowPrivate;
  }

  Optional<JwtSettings> read() {
    Optional<String> issuer = reading.optional(Keys.JWT_ISSUER, Parsers.visible(LONGEST_NAME));
    if (reading.text(Keys.JWT_ISSUER.name()).isEmpty()) {
      for (Key key :
          new Key[] {Keys.JWT_PUBLIC_KEY, Keys.JWT_PUBLIC_KEY_LOCATION, Keys.JWT_AUDIENCES}) {
        refuseWithoutIssuer(key);
      }
      return Optional.empty();
    }
    boolean inline = reading.text(Keys.JWT_PUBLIC_KEY.name()).isPresent();
    Optional<String> location = reading.text(Keys.JWT_PUBLIC_KEY_LOCATION.name());
    if (inline == location.isPresent()) {
      reading.fault(
          Keys.JWT_PUBLIC_KEY.name(),
          inline ? "is set beside " + Keys.JWT_PUBLIC_KEY_LOCATION.name() : "is missing",
          "it or " + Keys.JWT_PUBLIC_KEY_LOCATION.name());
    }
    if (reading.text(Keys.JWT_AUDIENCES.name()).isEmpty()) {
      reading.fault(
          Keys.JWT_AUDIENCES,
          "is missing: a token that its issuer made for any other service would be accepted");
    }
    boolean remote = location.filter(JwtReader::isUrl).isPresent();
    return Optional.of(
        new JwtSettings(
            issuer.orElse("invalid"),
            remote ? Optional.empty() : keys(),
            remote ? reading.optional(Keys.JWT_PUBLIC_KEY_LOCATION, this::url) : Optional.empty(),
            reading.optional(Keys.JWT_AUDIENCES, JwtReader::audiences).orElse(Set.of()),
            allowPrivate));
  }

  private Optional<String> keys() {
    return reading
        .optional(Keys.JWT_PUBLIC_KEY, JwtReader::keys)
        .or(() -> reading.optional(Keys.JWT_PUBLIC_KEY_LOCATION, this::inFile));
  }

  private void refuseWithoutIssuer(Key key) {
    if (reading.text(key.name()).isPresent()) {
      String needed = Keys.JWT_ISSUER.name();
      reading.fault(key.name(), "is set without " + needed, "it only beside " + needed);
    }
  }

  private static boolean isUrl(String text) {
    return URL.matcher(text).matches();
  }

  private URI url(String text) {
    return WebAddresses.ofIssuer(text, allowPrivate);
  }

  private String inFile(String text) {
    String path = text.startsWith("file:") ? text.substring("file:".length()) : text;
    Path file = Parsers.secretFile(home).apply(path);
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new IllegalArgumentException("names a file that is too large");
      }
      return keys(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("names a file that cannot be read as text", e);
    }
  }

  private static String keys(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("{") && !stripped.startsWith("-----BEGIN PUBLIC KEY-----")) {
      throw new IllegalArgumentException("holds no public key in PEM or JWK form");
    }
    return stripped;
  }

  private static Set<String> audiences(String text) {
    return Parsers.entries(text).stream()
        .map(Parsers.visible(LONGEST_NAME))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
