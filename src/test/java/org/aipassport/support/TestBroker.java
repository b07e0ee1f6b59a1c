package org.aipassport.support;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aipassport.config.Background;
import org.aipassport.config.DatabaseSettings;
import org.aipassport.config.Settings;
import org.aipassport.config.SettingsProducer;
import org.aipassport.config.SettingsReader;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Setup;
import org.aipassport.persistence.Transactions;
import org.aipassport.values.SecretText;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * The broker without HTTP: all beans below the edges in a real container, on a real database, with
 * a clock that the test moves and no job in the background.
 */
public final class TestBroker implements AutoCloseable {
  /** A password that is accepted. */
  public static final String PASSWORD = "canary-correct-horse-battery-1";

  private static final List<String> ROOMS =
      List.of(
          "config crypto persistence audit providers outbound identity apps vault grants tokens metering"
              .split(" "));
  private static final Map<Databases.Kind, TestBroker> SHARED = new EnumMap<>(Databases.Kind.class);

  private final Map<String, String> values;
  private final TestClock clock;
  private final WeldContainer container;
  private Setup.Claimed claimed;

  private TestBroker(Map<String, String> values, TestClock clock) {
    this.values = values;
    this.clock = clock;
    this.container = boot(settings(values), clock);
  }

  /** Starts one on a fresh database; the caller closes it. */
  public static TestBroker start(Databases.Kind kind, String... namesAndValues) {
    Map<String, String> values = new TreeMap<>(emptyOn(kind));
    put(values, namesAndValues);
    return new TestBroker(values, new TestClock());
  }

  /** As {@link #start(Databases.Kind, String...)}, with a clock that others look at, too. */
  public static TestBroker start(Databases.Kind kind, TestClock clock, String... namesAndValues) {
    Map<String, String> values = new TreeMap<>(emptyOn(kind));
    put(values, namesAndValues);
    return new TestBroker(values, clock);
  }

  /**
   * One that is started and claimed once for all tests; they make their own grants, keys and
   * addresses in it, count nothing but those, and only ever put its clock forward.
   */
  public static synchronized TestBroker shared(Databases.Kind kind) {
    return SHARED.computeIfAbsent(
        kind,
        k -> {
          TestBroker broker = start(k, "OPENAI_API_KEY", "sk-shared-" + k + "-0123456789");
          broker.claim();
          Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
          return broker;
        });
  }

  private static Map<String, String> emptyOn(Databases.Kind kind) {
    if (kind == Databases.Kind.DERBY) {
      return Map.of("aipassport.data-dir", Databases.copyOfTemplate().toString());
    }
    DatabaseSettings database = TestPostgres.shared().createDatabase();
    return Map.of(
        "aipassport.data-dir", Databases.freshDirectory().toString(),
        "aipassport.db.url", database.url().orElseThrow(),
        "aipassport.db.user", database.user().orElseThrow());
  }

  /** Stops this one and starts another on the same data, with some settings changed. */
  public TestBroker restart(String... namesAndValues) {
    close();
    return beside(namesAndValues);
  }

  /** Starts another on the same data, which only PostgreSQL lets live beside this one. */
  public TestBroker beside(String... namesAndValues) {
    Map<String, String> changed = new TreeMap<>(values);
    put(changed, namesAndValues);
    return new TestBroker(changed, clock);
  }

  private static void put(Map<String, String> values, String... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  private static Settings settings(Map<String, String> values) {
    return SettingsReader.read(
        name -> Optional.ofNullable(values.get(name)),
        values.keySet().stream().filter(name -> name.startsWith("aipassport.")).toList(),
        Path.of("/home/operator"));
  }

  private static WeldContainer boot(Settings settings, TestClock clock) {
    TestBeans ofTest = new TestBeans(settings, clock);
    Weld weld =
        new Weld()
            .disableDiscovery()
            .skipShutdownHook()
            .addBeanClasses(beans())
            .addBeanClasses(QuietBackground.class, QuickHasher.class)
            .addExtension(ofTest);
    try {
      return weld.initialize();
    } catch (RuntimeException e) {
      ofTest.destroyAll(); // as a server does when a deployment fails
      throw e;
    }
  }

  /** What a server would find, but for what tests bring themselves. */
  private static Class<?>[] beans() {
    return ROOMS.stream()
        .flatMap(TestBroker::classesOf)
        .filter(c -> c.isAnnotationPresent(ApplicationScoped.class))
        .filter(c -> c != SettingsProducer.class && c != Background.class)
        .toArray(Class<?>[]::new);
  }

  private static Stream<Class<?>> classesOf(String room) {
    try {
      Path root =
          Path.of(Settings.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.list(root.resolve("org/aipassport").resolve(room))) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
            .<Class<?>>map(
                name -> load("org.aipassport." + room + "." + name.replace(".class", "")))
            .toList()
            .stream();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, TestBroker.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bean of that type. */
  public <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  public TestClock clock() {
    return clock;
  }

  public Settings settings() {
    return get(Settings.class);
  }

  /** What {@code setup-secret} holds. */
  public SecretText setupSecret() {
    try {
      return new SecretText(Files.readString(settings().dataDir().resolve("setup-secret")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its first owner; the first call makes them. */
  public Caller claim() {
    return claimed().owner();
  }

  /** As {@link #claim}, with the personal access token. */
  public synchronized Setup.Claimed claimed() {
    Setup.Claimed known = claimed;
    if (known == null) {
      known =
          get(Setup.class)
              .claim(
                  InetAddress.getLoopbackAddress(),
                  setupSecret(),
                  "alice",
                  new SecretText(PASSWORD));
      claimed = known;
    }
    return known;
  }

  /** The rows that a query gives, each value as the driver has it. */
  public List<List<Object>> sql(String query, Object... parameters) {
    return Tables.query(get(Transactions.class), query, parameters);
  }

  /** The only value of the only row that a query gives, as text. */
  public String one(String query, Object... parameters) {
    List<List<Object>> rows = sql(query, parameters);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows: " + query);
    }
    return String.valueOf(rows.get(0).get(0)).strip();
  }

  /** How many rows of that table and condition there are. */
  public long count(String tableAndCondition, Object... parameters) {
    return Long.parseLong(one("SELECT COUNT(*) FROM " + tableAndCondition, parameters));
  }

  /** Changes the database behind the broker's back; how many rows. */
  public int execute(String statement, Object... parameters) {
    return Tables.execute(get(Transactions.class), statement, parameters);
  }

  /** Runs it while no event can be written. */
  public void withoutAuditLog(Runnable work) {
    rename("audit_event", "audit_event_away");
    try {
      work.run();
    } finally {
      rename("audit_event_away", "audit_event");
    }
  }

  private void rename(String from, String to) {
    boolean derby = settings().database().url().isEmpty();
    execute(
        derby ? "RENAME TABLE " + from + " TO " + to : "ALTER TABLE " + from + " RENAME TO " + to);
  }

  /** Every value of every table: text as it is, bytes as Latin-1. */
  public String dump() {
    return Tables.dump(get(Transactions.class));
  }

  @Override
  public void close() {
    if (container.isRunning()) {
      container.shutdown();
    }
  }
}
