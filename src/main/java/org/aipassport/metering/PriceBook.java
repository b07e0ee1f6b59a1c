package org.aipassport.metering;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.aipassport.config.ConfigurationException;
import org.aipassport.config.Settings;
import org.aipassport.crypto.Sha256;
import org.aipassport.json.Json;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.values.ModelName;

/**
 * What models cost: the list that the broker brings, and before it that of {@code
 * aipassport.prices.file}. A model that neither has is one of unknown price.
 */
@ApplicationScoped
public class PriceBook {
  private static final Logger LOG = System.getLogger(PriceBook.class.getName());
  private static final String FILE = "aipassport.prices.file";
  private static final int DIGEST = 16;

  private Settings settings;
  private Clock clock;
  private PriceList builtIn;
  private volatile Edition edition;

  /** Both lists as they hold at one time. */
  private record Edition(String version, PriceList operator) {}

  @SuppressWarnings("NullAway.Init")
  protected PriceBook() {} // for the CDI proxy

  /**
   * Reads both lists.
   *
   * @throws ConfigurationException if the operator's is wrong: the broker does not start with it
   */
  @Inject
  PriceBook(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.builtIn = builtIn(settings);
    try {
      this.edition = read();
    } catch (RefusalException e) {
      throw new ConfigurationException(List.of(FILE + ": " + e.detail()));
    }
  }

  void atStart(@Observes @Priority(300) @Initialized(ApplicationScoped.class) Object event) {
    LOG.log(Level.INFO, "prices of {0}", version());
  }

  /**
   * What the model costs at that time.
   *
   * @return empty if its price is unknown, or not yet known for then
   */
  public Optional<Price> find(Provider provider, ModelName model, Instant at) {
    Edition now = edition;
    Optional<PriceEntry> brought = builtIn.find(provider.name(), provider.type(), model);
    return now.operator()
        .find(provider.name(), provider.type(), model)
        .map(own -> brought.map(own::withLimitsOf).orElse(own))
        .or(() -> brought)
        .flatMap(entry -> entry.priceAt(at, now.version()));
  }

  /** The version of the built-in list, with a digest of the operator's file if there is one. */
  public String version() {
    return edition.version();
  }

  /** All that is in both lists, with the rates that hold now. */
  PriceCatalogue catalogue() {
    Edition now = edition;
    return new PriceCatalogue(
        now.version(),
        settings.pricesFile().map(Path::toString),
        new PriceViews(builtIn, now.operator(), clock.instant()).all());
  }

  /**
   * Reads the operator's file again, all or nothing; calls that have their price keep it.
   *
   * @param record told the version before it holds; if that fails, the prices stay as they were
   * @return the version from now on
   * @throws RefusalException MALFORMED naming the fault; then the prices stay as they were
   */
  synchronized String reload(Consumer<String> record) {
    Edition next = read();
    record.accept(next.version());
    edition = next;
    LOG.log(Level.INFO, "prices of {0} from now on", next.version());
    return next.version();
  }

  private Edition read() {
    Optional<Path> file = settings.pricesFile();
    if (file.isEmpty()) {
      return new Edition(builtIn.version(), PriceList.EMPTY);
    }
    try {
      byte[] content = Files.readAllBytes(file.get());
      PriceList operator = PriceReader.read(Json.parseObject(content), settings);
      new PriceDrops(builtIn, clock.instant()).check(operator);
      String digest = Sha256.base64Url(content).substring(0, DIGEST);
      return new Edition(builtIn.version() + "+" + digest, operator);
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, file.get() + " cannot be read", e);
    } catch (RefusalException e) {
      throw RefusalException.because(Refusal.MALFORMED, file.get() + ": " + e.detail(), e);
    }
  }

  static PriceList builtIn(Settings settings) {
    try (InputStream in = PriceBook.class.getResourceAsStream("prices.json")) {
      if (in == null) {
        throw new IllegalStateException("no prices.json");
      }
      return PriceReader.read(Json.parseObject(in.readAllBytes()), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
