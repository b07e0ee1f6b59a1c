package org.aipassport.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the database is: a JDBC URL (PostgreSQL or embedded Derby, never with a password in it), or
 * the JNDI name of a non-JTA data source, or neither: embedded Derby in {@code db} of the data
 * directory.
 */
public record DatabaseSettings(
    Optional<String> url,
    Optional<String> user,
    Optional<Path> passwordFile,
    Optional<String> jndi) {}
