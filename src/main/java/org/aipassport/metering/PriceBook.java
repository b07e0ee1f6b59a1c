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
 * What models cost: the list that the broker brings, before it that of {@code
 * aipassport.prices.file}, and before both what operators decided about single models. A model that
 * none of them has is one of unknown price.
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

  /** All lists as they hold at one time. */
  private record Edition(String version, PriceList operator, PriceOverrides own) {
    Edition with(PriceOverrides others) {
      return new Edition(version, operator, others);
    }
  }

  @SuppressWarnings("NullAway.Init")
  protected PriceBook() {} // for the CDI proxy

  /**
   * Reads both lists; decisions of operators come in with {@link #take}.
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
    return layers(now, at)
        .find(provider.name(), provider.type(), model)
        .flatMap(entry -> entry.priceAt(at, now.version()));
  }

  private PriceLayers layers(Edition now, Instant at) {
    return new PriceLayers(List.of(now.own().at(at), now.operator(), builtIn));
  }

  /** The lists as they would hold then, if these were the decisions of operators. */
  PriceLayers layers(PriceOverrides own, Instant at) {
    return layers(edition.with(own), at);
  }

  /** The decisions of operators that hold or wait here. */
  PriceOverrides own() {
    return edition.own();
  }

  /** Goes by these decisions of operators from now on, unless later ones are known. */
  synchronized void take(PriceOverrides own) {
    if (own.latest() > edition.own().latest()) {
      edition = edition.with(own);
      LOG.log(Level.INFO, "prices of {0}, decision {1} from now on", version(), own.latest());
    }
  }

  /** The version of the built-in list, with a digest of the operator's file if there is one. */
  public String version() {
    return edition.version();
  }

  /** All that is in the lists, with the rates that hold now. */
  PriceCatalogue catalogue() {
    Edition now = edition;
    Instant at = clock.instant();
    return new PriceCatalogue(
        now.version(),
        now.own().latest(),
        settings.pricesFile().map(Path::toString),
        new PriceViews(now.own().at(at), now.operator(), builtIn, at).all());
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
    edition = next.with(edition.own());
    LOG.log(Level.INFO, "prices of {0} from now on", next.version());
    return next.version();
  }

  private Edition read() {
    Optional<Path> file = settings.pricesFile();
    if (file.isEmpty()) {
      return new Edition(builtIn.version(), PriceList.EMPTY, PriceOverrides.NONE);
    }
    try {
      byte[] content = Files.readAllBytes(file.get());
      PriceList operator = PriceReader.read(Json.parseObject(content), settings);
      operator.entries().stream().filter(entry -> !entry.confirmed()).forEach(this::requireNoDrop);
      String digest = Sha256.base64Url(content).substring(0, DIGEST);
      return new Edition(builtIn.version() + "+" + digest, operator, PriceOverrides.NONE);
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, file.get() + " cannot be read", e);
    } catch (RefusalException e) {
      throw RefusalException.because(Refusal.MALFORMED, file.get() + ": " + e.detail(), e);
    }
  }

  private void requireNoDrop(PriceEntry entry) {
    new PriceDrops(clock.instant())
        .first(
            PriceDrops.covered(entry, builtIn.entries()),
            model -> Optional.of(entry),
            model -> builtIn.ofType(entry.type(), model))
        .ifPresent(
            drop -> {
              throw RefusalException.ofField(
                  "models",
                  drop.model()
                      + " costs "
                      + drop.rate().nanos()
                      + " for "
                      + drop.unit().wireName()
                      + ", half of the built-in "
                      + drop.before().nanos()
                      + " or less; write \"confirmed\": true beside it if that is so");
            });
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
