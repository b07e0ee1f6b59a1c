package org.aipassport.providers;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderType;
import org.aipassport.config.Settings;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all types: those that the broker brings, and over each the operator's {@code
 * <type>.json} in {@code aipassport.provider-tables}, if there is one. A changed file is in force
 * within seconds; one that cannot be read changes nothing, and the log says why.
 */
@ApplicationScoped
public class ProviderTables {
  private static final Logger LOG = System.getLogger(ProviderTables.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(5);

  private OperatorTables operator;
  private Background background;
  private Map<ProviderType, ByteBuffer> seen;
  private String fault = "";
  private volatile Map<ProviderType, ProviderTable> tables;

  @SuppressWarnings("NullAway.Init")
  protected ProviderTables() {} // for the CDI proxy

  /**
   * Reads all tables.
   *
   * @throws RefusalException if one of the operator's is wrong: the broker does not start with it
   */
  @Inject
  ProviderTables(Settings settings, Background background) {
    this.background = background;
    this.operator = new OperatorTables(settings.providerTables());
    this.seen = operator.contents();
    this.tables = readAll();
  }

  void atStart(@Observes @Priority(300) @Initialized(ApplicationScoped.class) Object event) {
    background.every(LOOK, "read changed provider tables", this::reload);
  }

  ProviderTable of(ProviderType type) {
    ProviderTable table = tables.get(type);
    if (table == null) {
      throw new IllegalStateException("no table of type " + type.wireName());
    }
    return table;
  }

  /** The type that serves a path that another one does not. */
  Optional<Protocol> protocolAt(String path) {
    return tables.values().stream()
        .filter(table -> table.at(path).isPresent())
        .map(ProviderTable::protocol)
        .findFirst();
  }

  /** Reads those of the operator's tables again that changed, each for itself. */
  void reload() {
    try {
      Map<ProviderType, ByteBuffer> now = operator.contents();
      for (ProviderType type : ProviderType.values()) {
        if (!Objects.equals(now.get(type), seen.get(type))) {
          reload(type, now.get(type));
        }
      }
      seen = now;
      fault = "";
    } catch (RefusalException e) {
      if (!e.detail().equals(fault)) { // asked every few seconds, told once
        fault = e.detail();
        LOG.log(Level.ERROR, "the provider tables stay as they were: {0}", fault);
      }
    }
  }

  private void reload(ProviderType type, @Nullable ByteBuffer content) {
    try {
      Map<ProviderType, ProviderTable> next = new EnumMap<>(tables);
      next.put(type, read(type, content));
      tables = Map.copyOf(next);
      LOG.log(Level.INFO, "the provider table {0} was read again", type.wireName());
    } catch (RefusalException e) {
      LOG.log(Level.ERROR, "a provider table is wrong; the one before stays: {0}", e.detail());
    }
  }

  private Map<ProviderType, ProviderTable> readAll() {
    Map<ProviderType, ProviderTable> all = new EnumMap<>(ProviderType.class);
    for (ProviderType type : ProviderType.values()) {
      all.put(type, read(type, seen.get(type)));
    }
    return Map.copyOf(all);
  }

  private ProviderTable read(ProviderType type, @Nullable ByteBuffer content) {
    JsonObject brought = brought(type.wireName());
    return content == null ? TableReader.read(brought) : operator.over(brought, type, content);
  }

  private static JsonObject brought(String type) {
    JsonObject table = resource(type + ".json");
    return table.get("extends") instanceof JsonString base
        ? TableSource.over(brought(base.value()), table)
        : TableSource.alone(table);
  }

  private static JsonObject resource(String name) {
    try (InputStream in = ProviderTables.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no provider table " + name);
      }
      return Json.parseObject(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
