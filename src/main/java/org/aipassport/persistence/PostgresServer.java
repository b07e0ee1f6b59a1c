package org.aipassport.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.values.SecretText;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that the operator names; TLS is as the URL says. */
final class PostgresServer implements Store {
  private static final String PREFIX = "jdbc:postgresql:";
  private static final Pattern PASSWORD = Pattern.compile("[?&]password=");
  private static final int MIGRATION_POOL_SIZE = 2; // one connection holds the lock

  private final String url;
  private final Optional<String> user;
  private final Optional<SecretText> password;
  private @Nullable HikariDataSource pool;

  private PostgresServer(String url, Optional<String> user, Optional<SecretText> password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /**
   * Checks the settings; connects when it migrates.
   *
   * @throws IllegalStateException if the URL is not one of PostgreSQL, holds a password, or the
   *     password file cannot be read or is not private
   */
  static PostgresServer of(String url, DatabaseSettings settings) {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalStateException("The database URL must begin with " + PREFIX);
    }
    if (PASSWORD.matcher(url).find()) {
      throw new IllegalStateException(
          "The database URL holds a password; put it into a file of its own.");
    }
    return new PostgresServer(
        url, settings.user(), settings.passwordFile().map(PostgresServer::readPassword));
  }

  /** Reads the file's only line; the line break at its end is not part of the password. */
  static SecretText readPassword(Path file) {
    try {
      if (!PrivateFiles.isPrivate(file)) {
        throw new IllegalStateException(
            "The password file " + file + " can be read by others; make it 0600.");
      }
      return new SecretText(Files.readString(file).replaceFirst("\\R\\z", ""));
    } catch (IOException e) {
      throw new IllegalStateException("The password file " + file + " cannot be read.", e);
    }
  }

  @Override
  public Product product() {
    return Product.POSTGRESQL;
  }

  /** Has connections of its own, because a migration may take longer than any call. */
  @Override
  public void migrate() {
    try (HikariDataSource patient = open(configure(MIGRATION_POOL_SIZE))) {
      Migrations.run(Product.POSTGRESQL, patient, Migrations.SCRIPTS);
    }
  }

  @Override
  public synchronized DataSource dataSource() {
    if (pool == null) {
      HikariConfig config = configure(Runtime.getRuntime().availableProcessors() * 2 + 4);
      config.setConnectionInitSql("SET statement_timeout = 5000"); // ms
      config.addDataSourceProperty("socketTimeout", "10"); // s; for a server that is cut off
      pool = open(config);
    }
    return pool;
  }

  private HikariConfig configure(int size) {
    HikariConfig config = Pools.configure(Product.POSTGRESQL, url, size);
    user.ifPresent(config::setUsername);
    password.ifPresent(secret -> config.setPassword(secret.reveal()));
    config.addDataSourceProperty("ApplicationName", "aipassport");
    config.addDataSourceProperty("connectTimeout", "2"); // s
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("logServerErrorDetail", "false"); // it quotes rows
    return config;
  }

  private HikariDataSource open(HikariConfig config) {
    return Pools.open(config, url.replaceFirst("\\?.*", ""));
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
