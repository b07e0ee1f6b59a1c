package org.aipassport.providers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.ProviderType;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** The operator's own tables: files {@code <type>.json} in one directory. */
final class OperatorTables {
  private final Optional<Path> directory;
  private Map<ProviderType, String> seen = new HashMap<>();

  OperatorTables(Optional<Path> directory) {
    this.directory = directory;
    this.seen = stamps();
  }

  /** Whether a file came, went or changed since this was asked last. */
  boolean changed() {
    Map<ProviderType, String> now = stamps();
    boolean changed = !now.equals(seen);
    seen = now;
    return changed;
  }

  /**
   * The operator's table of a type.
   *
   * @throws RefusalException MALFORMED if it cannot be read
   */
  Optional<JsonObject> of(ProviderType type) {
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    Path file = file(type);
    try {
      return Optional.of(Json.parseObject(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, file + " cannot be read", e);
    } catch (RefusalException e) {
      throw RefusalException.because(e.reason(), file + ": " + e.detail(), e);
    }
  }

  /** The table, or a refusal that names the file. */
  ProviderTable read(ProviderType type, JsonObject merged) {
    try {
      return TableReader.read(merged);
    } catch (RefusalException e) {
      String member = e.field().map(field -> " " + field).orElse("");
      throw RefusalException.because(
          Refusal.MALFORMED, file(type) + ":" + member + " " + e.detail(), e);
    }
  }

  private Path file(ProviderType type) {
    return directory.orElseThrow().resolve(type.wireName() + ".json");
  }

  private Map<ProviderType, String> stamps() {
    Map<ProviderType, String> stamps = new HashMap<>();
    if (directory.isPresent()) {
      Arrays.stream(ProviderType.values())
          .forEach(type -> stamp(file(type)).ifPresent(stamp -> stamps.put(type, stamp)));
    }
    return stamps;
  }

  private static Optional<String> stamp(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file) + " " + Files.size(file));
    } catch (IOException e) {
      return Optional.empty(); // not there, or soon known by the attempt to read it
    }
  }
}
