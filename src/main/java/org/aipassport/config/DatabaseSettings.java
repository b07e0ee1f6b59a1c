package org.aipassport.config;

import java.nio.file.Path;
import java.util.Optional;

/** Which database holds the rows: none named means the embedded one in the data directory. */
public record DatabaseSettings(
    Optional<String> url,
    Optional<String> user,
    Optional<Path> passwordFile,
    Optional<String> jndi) {}
