package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.crypto.Sha256;
import org.aipassport.metering.OperatorPrices;
import org.aipassport.metering.PriceDecision;
import org.aipassport.metering.PriceDecisions;
import org.aipassport.metering.PriceView;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.providers.UsageUnit;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.jspecify.annotations.Nullable;

/**
 * The price of one model: what it is now, and what an operator wants it to be; {@code price} in
 * pages. What is half of the price before or less is asked once more, with both.
 */
@Named("price")
@RequestScoped
public class PricePage {
  private static final String PROVIDER = "provider";
  private static final String MODEL = "model";
  private static final String CONFIRM = "confirm";
  private static final String ANY = "*";

  private OperatorPrices prices;
  private PriceDecisions decisions;
  private Providers providers;
  private MoneyWords money;
  private Texts texts;
  private Page page;
  private Clock clock;
  private @Nullable PriceChoice choice;
  private @Nullable RefusalException asked;
  private String confirmation = "";

  /**
   * What changes of a rate.
   *
   * @param before what it is; a dash if it is not known
   */
  public record Change(String unit, String before, String after) {}

  @SuppressWarnings("NullAway.Init")
  protected PricePage() {} // for the CDI proxy

  @Inject
  PricePage(
      OperatorPrices prices,
      PriceDecisions decisions,
      Providers providers,
      MoneyWords money,
      Texts texts,
      Page page,
      Clock clock) {
    this.prices = prices;
    this.decisions = decisions;
    this.providers = providers;
    this.money = money;
    this.texts = texts;
    this.page = page;
    this.clock = clock;
  }

  /** The names of the configured providers. */
  public List<String> getProviders() {
    return providers.all().stream().map(Provider::name).map(name -> name.value()).sorted().toList();
  }

  /** Whether the link or the form names a model of a configured provider. */
  public boolean isChosen() {
    return getProviders().contains(getProvider())
        && (getModel().equals(ANY) || ModelName.isName(getModel()));
  }

  /** Whether something was named that cannot be. */
  public boolean isMistyped() {
    return !isChosen() && !(getProvider() + getModel()).isEmpty();
  }

  public String getProvider() {
    return page.parameter(PROVIDER).orElse("");
  }

  public String getModel() {
    return page.parameter(MODEL).map(String::strip).orElse("");
  }

  /** The model, as people read it. */
  public String getName() {
    return getModel().equals(ANY) ? texts.of("prices.any") : getModel();
  }

  /** What the forms are about. */
  public String getThing() {
    return getProvider() + "/" + getModel();
  }

  /** The query of links to this page. */
  public String getQuery() {
    return isChosen()
        ? PROVIDER
            + "="
            + getProvider()
            + "&"
            + MODEL
            + "="
            + URLEncoder.encode(getModel(), StandardCharsets.UTF_8)
        : "";
  }

  /** What it costs now, by whatever list. */
  public List<PriceView.Tier> getNow() {
    return prices.inForce(page.caller(), getProvider(), getModel());
  }

  /** What operators decided about it, as far as it holds or waits. */
  public List<PriceDecision> getOwn() {
    return prices.current(page.caller()).stream()
        .filter(one -> one.provider().value().equals(getProvider()))
        .filter(one -> one.model().equals(getModel()))
        .toList();
  }

  /** The form; at first with what the model costs now. */
  public PriceChoice getChoice() {
    PriceChoice known = choice;
    if (known == null) {
      boolean dated =
          page.isSignedIn() && isChosen() && getOwn().stream().anyMatch(PriceDecision::dated);
      known = new PriceChoice(isChosen() ? getNow() : List.of(), dated);
      choice = known;
    }
    return known;
  }

  /** Sets the price, or asks once more. */
  public @Nullable String set() {
    return attempt(
        ofSetting(),
        confirmed ->
            decisions.set(
                page.caller(),
                getProvider(),
                getModel(),
                getChoice().typed().ask(confirmed, clock),
                signedInAt()),
        "price-set");
  }

  /** Takes the price away, or asks once more. */
  public @Nullable String remove() {
    return attempt(
        ofRemoving(),
        confirmed ->
            decisions.remove(page.caller(), getProvider(), getModel(), confirmed, signedInAt()),
        "price-removed");
  }

  /** Names exactly what was typed, so that nothing else is confirmed by it. */
  private String ofSetting() {
    return digest("set " + getThing() + " " + getChoice().typed());
  }

  private String ofRemoving() {
    return digest("remove " + getThing());
  }

  private static String digest(String text) {
    return Sha256.base64Url(text.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable String attempt(String exactly, Decision decision, String done) {
    boolean confirmed = page.parameter(CONFIRM).filter(exactly::equals).isPresent();
    try {
      decision.make(confirmed);
    } catch (RefusalException refusal) {
      return tell(refusal, exactly);
    }
    return page.go(View.PRICES, "done=" + done);
  }

  /** One of the two that this page can do. */
  @FunctionalInterface
  private interface Decision {
    void make(boolean confirmed);
  }

  private @Nullable String tell(RefusalException refusal, String exactly) {
    if (refusal.reason() == Refusal.SIGN_IN_AGAIN) {
      return page.goSignInAgain(getQuery());
    }
    if (refusal.field().filter(CONFIRM::equals).isPresent()) {
      asked = refusal;
      confirmation = exactly;
    }
    page.tell(refusal);
    return null;
  }

  private Optional<Instant> signedInAt() {
    return Optional.of(page.session().authenticatedAt());
  }

  /** Whether it asks for a price that is much lower. */
  public boolean isAsking() {
    return asked != null;
  }

  /** Whether it asks about taking a price away, and not about setting another. */
  public boolean isAskingToRemove() {
    return isAsking() && confirmation.equals(ofRemoving());
  }

  /** Names exactly what is confirmed. */
  public String getConfirmation() {
    return confirmation;
  }

  /** Which rate is much lower: the model, what is counted, and both prices. */
  public String getDrop() {
    RefusalException refusal = asked;
    if (refusal == null) {
      return "";
    }
    Map<String, String> facts = refusal.facts();
    String unit = UsageUnit.ofWireName(facts.getOrDefault("unit", "")).map(money::unit).orElse("");
    return texts.of(
        "price.drop",
        facts.getOrDefault(MODEL, "") + " · " + unit,
        dollars(facts.get("usd_per_million_before")),
        dollars(facts.get("usd_per_million")));
  }

  private String dollars(@Nullable String decimal) {
    return decimal == null ? "" : money.usd(NanoUsd.ofDecimal(decimal));
  }

  /** The rates that were typed, beside those of now. */
  public List<Change> getChanges() {
    Map<UsageUnit, NanoUsd> now =
        getNow().stream().findFirst().map(PriceView.Tier::perMillion).orElse(Map.of());
    return Arrays.stream(UsageUnit.values())
        .filter(unit -> getChoice().rate(unit).isPresent() || now.containsKey(unit))
        .map(
            unit ->
                new Change(
                    money.unit(unit),
                    Optional.ofNullable(now.get(unit)).map(money::usd).orElse("–"),
                    getChoice().rate(unit).map(money::usd).orElse("–")))
        .toList();
  }
}
