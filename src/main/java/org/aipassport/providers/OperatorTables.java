package org.aipassport.providers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.config.ProviderType;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** The operator's own tables: files {@code <type>.json} in one directory. */
final class OperatorTables {
  private static final String ENDING = ".json";

  private final Optional<Path> directory;

  OperatorTables(Optional<Path> directory) {
    this.directory = directory;
  }

  /**
   * What the files hold now; compared as bytes, since times and sizes may stay the same.
   *
   * @throws RefusalException MALFORMED naming the file that cannot be read or belongs to no type
   */
  Map<ProviderType, ByteBuffer> contents() {
    Map<ProviderType, ByteBuffer> contents = new EnumMap<>(ProviderType.class);
    if (directory.isEmpty()) {
      return contents;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.get(), "*" + ENDING)) {
      for (Path file : files) {
        contents.put(type(file), ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw RefusalException.because(
          Refusal.MALFORMED, directory.get() + " cannot be read: " + e.getMessage(), e);
    }
    return contents;
  }

  private static ProviderType type(Path file) {
    String name = String.valueOf(file.getFileName());
    return ProviderType.of(name.substring(0, name.length() - ENDING.length()))
        .orElseThrow(
            () -> new RefusalException(Refusal.MALFORMED, file + " has the name of no type"));
  }

  /**
   * The broker's table with the operator's laid over.
   *
   * @throws RefusalException MALFORMED naming the file and the member that is wrong
   */
  ProviderTable over(JsonObject brought, ProviderType type, ByteBuffer content) {
    try {
      JsonObject table = Json.parseObject(content.array());
      if (table.has("extends")) {
        throw RefusalException.ofField("extends", "unknown member; the file's name says it");
      }
      ProviderTable read = TableReader.read(TableSource.over(brought, table));
      if (read.type() != type) {
        throw RefusalException.ofField("type", "is not that of the file's name");
      }
      return read;
    } catch (RefusalException e) {
      throw RefusalException.because(Refusal.MALFORMED, file(type) + ": " + e.detail(), e);
    }
  }

  private Path file(ProviderType type) {
    return directory.orElseThrow().resolve(type.wireName() + ENDING);
  }
}
