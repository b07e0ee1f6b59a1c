package org.aipassport.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where the database is. */
final class DatabaseReader {
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String DERBY = "jdbc:derby:";
  private static final Pattern SECRET = Pattern.compile("[?&;](ssl)?password=");
  private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cntrl}]");
  private static final Pattern DERBY_REST =
      Pattern.compile("((directory|memory):)?([a-zA-Z]:)?[^:;]+(;create=(true|false))?;?");

  private final Reading reading;
  private final Path home;

  DatabaseReader(Reading reading, Path home) {
    this.reading = reading;
    this.home = home;
  }

  DatabaseSettings read() {
    DatabaseSettings database =
        new DatabaseSettings(
            reading.optional(Keys.DB_URL, DatabaseReader::url),
            reading.optional(Keys.DB_USER, DatabaseReader::user),
            reading.optional(Keys.DB_PASSWORD_FILE, Parsers.secretFile(home)),
            reading.optional(Keys.DB_JNDI, DatabaseReader::jndi));
    if (reading.sound(Keys.DB_URL, Keys.DB_JNDI)) {
      contradictions(database);
    }
    return database;
  }

  private void contradictions(DatabaseSettings database) {
    if (database.url().isPresent() && database.jndi().isPresent()) {
      reading.fault(Keys.DB_JNDI, "is set beside aipassport.db.url");
      return;
    }
    if (database.url().filter(url -> url.startsWith(POSTGRESQL)).isEmpty()) {
      onlyForPostgresql(Keys.DB_USER, database.user());
      onlyForPostgresql(Keys.DB_PASSWORD_FILE, database.passwordFile());
    }
  }

  private void onlyForPostgresql(Key key, Optional<?> value) {
    if (value.isPresent()) {
      reading.fault(
          key.name(), "is set without a PostgreSQL URL", "it only beside aipassport.db.url of one");
    }
  }

  /** The messages never quote a URL: it may hold a password. */
  private static String url(String text) {
    if (UNSEEN.matcher(text).find()) {
      throw new IllegalArgumentException("has blanks or control characters");
    }
    if (SECRET.matcher(text.toLowerCase(Locale.ROOT)).find()) {
      throw new IllegalArgumentException("has a password (aipassport.db.password-file holds it)");
    }
    if (text.startsWith(POSTGRESQL)) {
      return postgresql(text);
    }
    if (text.startsWith(DERBY)) {
      return derby(text);
    }
    throw new IllegalArgumentException("is neither of PostgreSQL nor of Derby");
  }

  private static String postgresql(String text) {
    String rest = text.substring(POSTGRESQL.length());
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("names no database");
    }
    if (rest.replaceFirst("\\?.*", "").contains("@")) {
      throw new IllegalArgumentException("has a user or password before the host");
    }
    return text;
  }

  private static String derby(String text) {
    String rest = text.substring(DERBY.length());
    if (rest.startsWith("//") || rest.startsWith("net:")) {
      throw new IllegalArgumentException("asks for Derby's network server (only embedded works)");
    }
    if (!DERBY_REST.matcher(rest).matches()) {
      throw new IllegalArgumentException("has Derby attributes or protocols other than ;create=");
    }
    return text;
  }

  private static String user(String text) {
    if (UNSEEN.matcher(text).find()) {
      throw new IllegalArgumentException("has blanks or control characters");
    }
    return text;
  }

  /** A name of the server's own: a lookup by ldap: or rmi: would load foreign code. */
  private static String jndi(String text) {
    String name = text.startsWith("java:") ? text.substring("java:".length()) : text;
    if (name.contains(":") || UNSEEN.matcher(text).find()) {
      throw new IllegalArgumentException("is no name of the server's own directory");
    }
    return text;
  }
}
