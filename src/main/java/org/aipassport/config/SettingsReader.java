package org.aipassport.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.aipassport.values.ProviderName;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the whole configuration, or tells everything that is wrong with it. */
public final class SettingsReader {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);
  private static final Duration TEN_YEARS = Duration.ofDays(3650);
  private static final Duration SHORTEST_GRANT = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);
  private static final int MAX_THREADS = 10_000;
  private static final long MOST_REQUESTS = 1_000_000_000_000L;

  private final Reading reading;
  private final Path home;

  private SettingsReader(Reading reading, Path home) {
    this.reading = reading;
    this.home = home;
  }

  /**
   * The settings that {@code lookup} gives.
   *
   * @param lookup the text of a key or environment variable
   * @param names the names in the operator's file, of which none may be unknown
   * @param home what {@code ~} stands for
   * @throws ConfigurationException with every fault
   */
  public static Settings read(
      Function<String, Optional<String>> lookup, Iterable<String> names, Path home) {
    return read(new Reading(lookup), names, home);
  }

  /** The settings of this process, from MicroProfile Config and the environment. */
  static Settings ofProcess() {
    ConfigFile file = ConfigFile.ofProcess();
    Config config = ConfigProvider.getConfig(SettingsReader.class.getClassLoader());
    Reading reading =
        new Reading(
            name ->
                Keys.isVariable(name) // a secret with ${ in it is no expression
                    ? ConfigFile.variable(name)
                    : resolved(config, name));
    reading.faults().addAll(file.faults());
    return read(reading, new TreeSet<>(file.values().keySet()), ConfigFile.home());
  }

  /** A text whose parts cannot be resolved is a fault: the default would be a silent surprise. */
  static Optional<String> resolved(Config config, String name) {
    Optional<String> value = config.getOptionalValue(name, String.class);
    String raw = value.isPresent() ? null : config.getConfigValue(name).getRawValue();
    if (raw != null && !raw.isBlank()) {
      throw new NoSuchElementException(name);
    }
    return value;
  }

  private static Settings read(Reading reading, Iterable<String> names, Path home) {
    Settings settings = new SettingsReader(reading, home).settings(names);
    if (!reading.faults().isEmpty()) {
      throw new ConfigurationException(reading.faults());
    }
    return settings;
  }

  private Settings settings(Iterable<String> names) {
    URI publicUrl = reading.required(Keys.PUBLIC_URL, SettingsReader::publicUrl);
    EgressReader egress = new EgressReader(reading, home);
    OutboundSettings outbound = egress.general();
    ProviderReader providers = new ProviderReader(reading, egress, outbound);
    List<ProviderName> providerNames = providers.names();
    if (reading.sound(Keys.PROVIDERS)) {
      new UnknownKeys(providerNames).check(names, reading);
    }
    boolean privateIssuers = reading.required(Keys.OIDC_ALLOW_PRIVATE, Parsers::flag);
    OidcReader oidc = new OidcReader(reading, home, privateIssuers);
    Optional<OidcSettings> provider = oidc.provider();
    Optional<JwtSettings> jwt = new JwtReader(reading, home, privateIssuers).read();
    return new Settings(
        reading.required(Keys.DATA_DIR, Parsers.path(home)),
        publicUrl,
        hosts(publicUrl),
        reading.optional(Keys.EDGE_TRUSTED, Parsers::cidrs).orElse(List.of()),
        reading.required(Keys.SETUP_ALLOW_FROM, Parsers::cidrs),
        reading.optional(Keys.MASTER_KEY_FILE, Parsers.secretFile(home)),
        reading.optional(Keys.SIGNING_KEY_FILE, Parsers.secretFile(home)),
        new DatabaseReader(reading, home).read(),
        providerNames.stream().map(providers::read).toList(),
        reading.optional(Keys.PROVIDER_TABLES, Parsers.directory(home)),
        reading.optional(Keys.PRICES_FILE, Parsers.secretFile(home)),
        tokens(),
        grants(),
        new OAuthReader(reading, home).read(),
        new MoneyReader(reading).read(),
        new IdentityReader(reading).read(),
        limits(),
        outbound,
        provider,
        jwt,
        oidc.groups(provider.isPresent() || jwt.isPresent()),
        providers.environmentKeys(providerNames),
        warnings(jwt));
  }

  private static URI publicUrl(String text) {
    URI url = WebAddresses.parse(text);
    if (url.getScheme().equals("http") && !Hosts.isLoopback(url.getHost())) {
      throw new IllegalArgumentException("is plain http and not on loopback");
    }
    return url;
  }

  private Set<String> hosts(URI publicUrl) {
    String scheme = publicUrl.getScheme();
    Set<String> hosts = new TreeSet<>();
    hosts.addAll(Hosts.spellings(publicUrl.getHost(), publicUrl.getPort(), scheme));
    if (Hosts.isLoopback(publicUrl.getHost())) {
      for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
        hosts.addAll(Hosts.spellings(host, publicUrl.getPort(), scheme));
      }
    }
    reading
        .optional(Keys.HOSTS, Parsers::entries)
        .ifPresent(
            entries -> {
              for (String entry : entries) {
                hosts.addAll(host(entry, scheme));
              }
            });
    return hosts;
  }

  private Set<String> host(String entry, String scheme) {
    try {
      return Hosts.spellings(entry, scheme);
    } catch (IllegalArgumentException e) {
      reading.fault(Keys.HOSTS, e.getMessage() + ": " + Parsers.quote(entry));
      return Set.of();
    }
  }

  private TokenSettings tokens() {
    Duration maxTtl = reading.required(Keys.TOKEN_MAX_TTL, Parsers.wholeSeconds(SECOND, TEN_YEARS));
    Key ttlKey = ttlKey();
    Duration ttl =
        ttlKey.equals(Keys.TOKEN_TTL)
            ? reading.required(ttlKey, Parsers.wholeSeconds(SECOND, TEN_YEARS))
            : Duration.ofSeconds(
                reading.required(ttlKey, Parsers.number(1, TEN_YEARS.toSeconds())));
    if (reading.sound(ttlKey, Keys.TOKEN_MAX_TTL) && ttl.compareTo(maxTtl) > 0) {
      reading.fault(
          ttlKey.name(),
          "is " + ttl + ", longer than the longest",
          "at most " + Keys.TOKEN_MAX_TTL.name() + " (" + maxTtl + ")");
    }
    return new TokenSettings(ttl, maxTtl, reading.required(Keys.TOKEN_INSPECT, Parsers::flag));
  }

  /** The variable of the older broker holds where our own key is not set. */
  private Key ttlKey() {
    boolean older =
        reading.text(Keys.TOKEN_TTL.name()).isEmpty()
            && reading.text(Keys.TOKEN_TTL_SECONDS).isPresent();
    return older ? new Key(Keys.TOKEN_TTL_SECONDS, "3600", Key.Kind.NUMBER) : Keys.TOKEN_TTL;
  }

  private GrantSettings grants() {
    Duration longest =
        reading.required(Keys.GRANT_MAX_LIFETIME, Parsers.wholeSeconds(SHORTEST_GRANT, TEN_YEARS));
    Duration ofTools =
        reading.required(Keys.TOOL_MAX_LIFETIME, Parsers.wholeSeconds(SHORTEST_GRANT, TEN_YEARS));
    return new GrantSettings(
        longest,
        PENDING,
        reading.required(Keys.APPS_UNREGISTERED, Parsers::permission),
        reading.required(Keys.APPROVAL_FRESH_ABOVE_REQUESTS, Parsers.number(0, MOST_REQUESTS)),
        ofTools.compareTo(longest) < 0 ? ofTools : longest);
  }

  private LimitSettings limits() {
    long mostBytes = reading.required(Keys.MAX_BODY_BYTES, Parsers.number(1 << 16, 1 << 28));
    return new LimitSettings(
        mostBytes,
        reading.required(Keys.CALL_THREADS, Parsers.number(1, MAX_THREADS)).intValue(),
        bodyMemory(mostBytes),
        reading.required(Keys.BODY_TIMEOUT, Parsers.duration(SECOND, Duration.ofHours(1))),
        reading.required(Keys.STREAM_HEARTBEAT, Parsers.duration(SECOND, LONGEST_SILENCE)));
  }

  /** While the largest body grows it is there twice, and one grant gets half of all. */
  private long bodyMemory(long mostBytes) {
    long least = 4 * mostBytes;
    Optional<Long> given =
        reading.optional(Keys.MAX_BODY_MEMORY, Parsers.number(1 << 17, 1L << 40));
    if (given.isPresent() && reading.sound(Keys.MAX_BODY_BYTES) && given.get() < least) {
      reading.fault(
          Keys.MAX_BODY_MEMORY.name(),
          "is " + given.get() + ", less than four of the largest bodies",
          "at least " + least + ", four times " + Keys.MAX_BODY_BYTES.name());
    }
    return given.orElseGet(() -> Math.max(least, Runtime.getRuntime().maxMemory() / 4));
  }

  private List<String> warnings(Optional<JwtSettings> jwt) {
    List<String> warnings = new ArrayList<>();
    if (reading.text(Keys.JWT_SECRET).isPresent()) {
      warnings.add(
          Keys.JWT_SECRET
              + " is ignored: tokens are signed with an asymmetric key that the broker makes"
              + " itself; with a shared secret whoever verifies a token could also forge one");
    }
    if (jwt.filter(tokens -> tokens.audiences().isEmpty()).isPresent()) {
      warnings.add(
          Keys.JWT_AUDIENCES.name()
              + " is not set: a token that its issuer made for any other service is accepted here,"
              + " so that service could act for whoever gave it the token");
    }
    return warnings;
  }
}
