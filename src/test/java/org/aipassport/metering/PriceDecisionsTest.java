package org.aipassport.metering;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.json.Json;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageUnit;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceDecisionsTest {
  private static final String OPENAI = "openai";
  private static final String FILE =
      """
      {"version":"mine","models":[
        {"type":"openai","names":["gpt-4o"],"max-output":77,
         "prices":[{"rates":{"input":4000000000,"output":12000000000}}]},
        {"provider":"openai","names":["*"],"confirmed":true,
         "prices":[{"rates":{"input":1000000000,"output":2000000000}}]}]}\
      """;

  @TempDir Path directory;

  @OnBothDatabases
  void aDecisionGoesBeforeTheFileAndTheFileBeforeWhatIsBuiltIn(Databases.Kind kind)
      throws IOException {
    Path file = Files.writeString(directory.resolve("prices.json"), FILE);
    try (TestBroker broker = TestBroker.start(kind, "aipassport.prices.file", file.toString())) {
      Caller operator = Persons.operator(broker);
      String lists = price(broker, "gpt-4o").orElseThrow().version();
      assertThat(input(broker, "gpt-4o")).as("of the file").hasValue(4_000);
      PriceDecision set = set(broker, operator, "gpt-4o", "{'input':'3','output':'11'}");
      Price own = price(broker, "gpt-4o").orElseThrow();
      assertThat(input(broker, "gpt-4o")).hasValue(3_000);
      assertThat(own.version()).isEqualTo(lists + "#" + set.number());
      assertThat(own.maxOutput()).as("of the file").isEqualTo(OptionalLong.of(77));
      assertThat(own.contextWindow()).as("built in").isEqualTo(OptionalLong.of(128_000));
      assertThat(price(broker, "gpt-5.4").orElseThrow().version()).isEqualTo(lists);
      set(broker, operator, "*", "{'input':'7','output':'8'}");
      assertThat(input(broker, "gpt-4o")).as("its own name goes before any").hasValue(3_000);
      assertThat(input(broker, "gpt-5.4")).as("any, before the file").hasValue(7_000);
      remove(broker, operator, "gpt-4o", true);
      assertThat(input(broker, "gpt-4o")).hasValue(7_000);
      remove(broker, operator, "*", true);
      assertThat(input(broker, "gpt-4o")).as("of the file").hasValue(4_000);
      assertThat(price(broker, "gpt-4o").orElseThrow().version()).isEqualTo(lists);
    }
  }

  @OnBothDatabases
  void namesAreMatchedAsInAFile(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    set(broker, operator, model, "{'input':'3'},'dated':true");
    assertThat(input(broker, model + "-2026-11-26")).hasValue(3_000);
    set(broker, operator, model + "-2026-11-26", "{'input':'4'}");
    assertThat(input(broker, model + "-2026-11-26")).as("its own name").hasValue(4_000);
    assertThat(input(broker, model + "-20261126")).hasValue(3_000);
    assertThat(input(broker, model + "-mini")).as("there are no prefixes").isEmpty();
    Provider other = broker.get(Providers.class).find(new ProviderName("mistral")).orElseThrow();
    assertThat(find(broker, other, model)).as("of another provider").isEmpty();
  }

  @OnBothDatabases
  void tiersAndLongInputsAreKeptAsTheyWereSet(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    set(
        broker,
        operator,
        model,
        "{'input':'3','output':'0.000000001'},'above':[{'tokens':5,'usdPerMillion':{'input':'6'}}],"
            + "'tiers':{'priority':{'usdPerMillion':{'input':'9'}}},'maxOutput':8");
    assertThat(broker.get(OperatorPrices.class).inForce(operator, OPENAI, model))
        .extracting(
            PriceView.Tier::name,
            PriceView.Tier::above,
            tier -> tier.perMillion().get(UsageUnit.INPUT),
            tier -> tier.perMillion().get(UsageUnit.OUTPUT))
        .containsExactly(
            tuple("standard", OptionalLong.empty(), usd("3"), new NanoUsd(1)),
            tuple("standard", OptionalLong.of(5), usd("6"), null),
            tuple("priority", OptionalLong.empty(), usd("9"), null));
    assertThat(price(broker, model).orElseThrow().maxOutput()).isEqualTo(OptionalLong.of(8));
  }

  @OnBothDatabases
  void halfOfThePriceInForceOrLessAsksToBeConfirmed(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    set(broker, operator, model, "{'input':'8','output':'10'},'dated':true");
    for (String drop :
        List.of(
            "{'input':'4','output':'10'}",
            "{'input':'0','output':'10'}",
            "{'input':'8','output':'10','cache_read':'0'}",
            "{'input':'8','output':'10'},'above':[{'tokens':9,'usdPerMillion':{'input':'1'}}]")) {
      assertThat(refused(Refusal.INVALID_FIELD, () -> set(broker, operator, model, drop)).detail())
          .startsWith("confirm: " + model)
          .contains(" or less");
    }
    assertThat(
            refused(Refusal.INVALID_FIELD, () -> set(broker, operator, model, "{'input':'3.9'}"))
                .detail())
        .contains("3.9 USD for a million input, half of 8 or less");
    String dated = model + "-2026-11-26";
    refusedField("confirm", () -> set(broker, operator, dated, "{'input':'4'}"));
    set(broker, operator, dated, "{'input':'4.000000001'}");
    assertThat(input(broker, model)).hasValue(8_000);
    set(broker, operator, model, "{'input':'0','output':'10'},'confirm':true");
    assertThat(input(broker, model)).hasValue(0);
    refusedField("confirm", () -> set(broker, operator, "gpt-4o", "{'input':'1.25'}"));
    refusedField("confirm", () -> set(broker, operator, "*", "{'input':'0.01'}"));
  }

  @OnBothDatabases
  void removingAsksWhereWhatLiesBeneathIsMuchLess(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    set(broker, operator, "gpt-4o-mini", "{'input':'900','output':'900'}");
    refusedField("confirm", () -> remove(broker, operator, "gpt-4o-mini", false));
    remove(broker, operator, "gpt-4o-mini", true);
    assertThat(input(broker, "gpt-4o-mini")).hasValue(150);
    String model = model();
    set(broker, operator, model, "{'input':'900'}");
    remove(broker, operator, model, false);
    assertThat(price(broker, model)).as("unknown is not cheap").isEmpty();
    refused(Refusal.NOT_FOUND, () -> remove(broker, operator, model, true));
    refused(Refusal.NOT_FOUND, () -> remove(broker, operator, "gpt-4o-mini", true));
  }

  @OnBothDatabases
  void aPriceCanBeginOnALaterDay(Databases.Kind kind) {
    try (TestBroker broker = TestBroker.start(kind)) {
      Caller operator = Persons.operator(broker);
      String model = model();
      set(broker, operator, model, "{'input':'3'}");
      Instant tomorrow = day(broker, 1);
      String from = "'from':'" + tomorrow.toString().substring(0, 10) + "'";
      set(broker, operator, model, "{'input':'4'}," + from);
      assertThat(states(broker, operator)).containsExactly("HOLDS", "WAITS");
      assertThat(input(broker, model)).hasValue(3_000);
      broker.clock().advance(Duration.between(broker.clock().instant(), tomorrow).minusMillis(1));
      assertThat(input(broker, model)).hasValue(3_000);
      broker.clock().advance(Duration.ofMillis(1));
      assertThat(input(broker, model)).hasValue(4_000);
      assertThat(states(broker, operator)).containsExactly("HOLDS");
      String later = "'from':'" + day(broker, 3).toString().substring(0, 10) + "'";
      set(broker, operator, model, "{'input':'9'}," + later);
      set(broker, operator, model, "{'input':'5'}");
      broker.clock().advance(Duration.ofDays(9));
      assertThat(input(broker, model)).as("what was decided later goes before").hasValue(5_000);
      remove(broker, operator, model, false);
      assertThat(price(broker, model)).isEmpty();
      assertThat(broker.get(OperatorPrices.class).history(operator))
          .extracting(PriceDecision::number)
          .containsExactly(5L, 4L, 3L, 2L, 1L);
    }
  }

  @OnBothDatabases
  void whatWaitsIsRemovedToo(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    String later = "'from':'" + day(broker, 2).toString().substring(0, 10) + "'";
    set(broker, operator, model, "{'input':'9'}," + later);
    remove(broker, operator, model, false);
    PriceOverride.Subject subject = new PriceOverride.Subject(new ProviderName(OPENAI), model);
    assertThat(broker.get(PriceBook.class).own().has(subject, broker.clock().instant())).isFalse();
  }

  @OnBothDatabases
  void decisionsOutliveARestartAndReachOtherBrokers(Databases.Kind kind) {
    TestBroker broker = TestBroker.start(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    PriceDecision set = set(broker, operator, model, "{'input':'3'}");
    if (kind == Databases.Kind.DERBY) {
      broker = broker.restart();
      assertThat(input(broker, model)).hasValue(3_000);
      broker.close();
      return;
    }
    try (TestBroker other = broker.beside()) {
      assertThat(input(other, model)).hasValue(3_000);
      assertThat(price(other, model).orElseThrow().version()).endsWith("#" + set.number());
      set(broker, operator, model, "{'input':'4'}");
      assertThat(input(other, model)).as("before it looks").hasValue(3_000);
      other.get(PriceWatch.class).look();
      assertThat(input(other, model)).hasValue(4_000);
      remove(other, operator, model, false);
      broker.get(PriceWatch.class).look();
      assertThat(price(broker, model)).isEmpty();
    } finally {
      broker.close();
    }
  }

  /** The provider had another type then: a start must not fail for that. */
  @OnBothDatabases
  void decisionThatNoLongerSaysEnoughPricesNothing(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    PriceDecision set = set(broker, operator, model, "{'input':'3','output':'4'}");
    String update =
        "UPDATE price_override SET provider = ? , number = number + 1 WHERE number = ?"; // is newer
    broker.execute(update, "anthropic", set.number());
    try {
      takeOver(broker);
      Provider anthropic =
          broker.get(Providers.class).find(new ProviderName("anthropic")).orElseThrow();
      Price own = find(broker, anthropic, model).orElseThrow();
      assertThat(own.bill(counts(UsageUnit.INPUT)).isComplete()).isFalse();
      assertThat(own.bill(counts(UsageUnit.CACHE_WRITE)).isComplete()).isFalse();
    } finally {
      broker.execute(update, OPENAI, set.number() + 1);
      takeOver(broker);
    }
  }

  private static void takeOver(TestBroker broker) {
    List<PriceOverride> all =
        broker.get(Transactions.class).call(broker.get(PriceOverrideRows.class)::all);
    broker.get(PriceBook.class).take(new PriceOverrides(all));
  }

  private static UsageCounts counts(UsageUnit unit) {
    return new UsageCounts(Map.of(unit, 1L), Optional.empty());
  }

  @OnBothDatabases
  void twoThatDecideAtOnceGetNumbersOfTheirOwn(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    String model = model();
    set(broker, operator, model, "{'input':'8'}");
    Race<PriceDecision> race =
        Race.of(4, number -> () -> set(broker, operator, model + number, "{'input':'8'}"));
    assertThat(race.reasons()).isSubsetOf(Refusal.UNAVAILABLE);
    assertThat(race.done()).extracting(PriceDecision::number).doesNotHaveDuplicates();
    assertThat(race.done()).isNotEmpty();
    assertThat(broker.get(PriceBook.class).own().latest())
        .isEqualTo(Long.parseLong(broker.one("SELECT MAX(number) FROM price_override")));
  }

  @OnBothDatabases
  void onlyOperatorsDecideAndWhoFindsABrowserUnlockedDoesNot(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller auditor =
        Persons.add(broker, "auditor-" + Ids.next().toLowerCase(Locale.ROOT), Role.AUDITOR);
    OperatorPrices prices = broker.get(OperatorPrices.class);
    for (Caller caller : List.of(Persons.owner(broker), auditor)) {
      refused(Refusal.FORBIDDEN, () -> set(broker, caller, model(), "{'input':'8'}"));
      refused(Refusal.FORBIDDEN, () -> remove(broker, caller, model(), false));
      refused(Refusal.FORBIDDEN, () -> prices.history(caller));
      refused(Refusal.FORBIDDEN, () -> prices.current(caller));
      refused(Refusal.FORBIDDEN, () -> prices.inForce(caller, OPENAI, "gpt-4o"));
    }
    Caller operator = Persons.operator(broker);
    PriceDecisions decisions = broker.get(PriceDecisions.class);
    Duration fresh = broker.settings().identity().freshFor();
    Optional<Instant> stale = Optional.of(broker.clock().instant().minus(fresh).minusMillis(1));
    Optional<Instant> justSo = Optional.of(broker.clock().instant().minus(fresh));
    String model = model();
    PriceAsk ask = ask(broker, "{'input':'8'}");
    refused(Refusal.SIGN_IN_AGAIN, () -> decisions.set(operator, OPENAI, model, ask, stale));
    long number = decisions.set(operator, OPENAI, model, ask, justSo).number();
    refused(Refusal.SIGN_IN_AGAIN, () -> decisions.remove(operator, OPENAI, model, false, stale));
    decisions.remove(operator, OPENAI, model, false, justSo);
    assertThat(TestGrants.events(broker, Long.toString(number))).containsExactly("price.set");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "provider | acme | m | {'input':'1'}",
        "provider | Open AI | m | {'input':'1'}",
        "model | openai | a b | {'input':'1'}",
        "usdPerMillion | openai | m | {}",
        "usdPerMillion.inputs | openai | m | {'inputs':'1'}",
        "usdPerMillion.input | openai | m | {'input':1}",
        "usdPerMillion.input | openai | m | {'input':'-1'}",
        "usdPerMillion.input | openai | m | {'input':''}",
        "usdPerMillion.input | openai | m | {'input':'1e3'}",
        "usdPerMillion.input | openai | m | {'input':'01'}",
        "usdPerMillion.input | openai | m | {'input':'1,5'}",
        "usdPerMillion.input | openai | m | {'input':'0.0000000001'}",
        "usdPerMillion.input | openai | m | {'input':'1000000.000000001'}",
        "usdPerMillion.input | openai | m | {'input':'10000000'}",
        "usdPerMillion | anthropic | m | {'input':'1','output':'2'}",
        "from | openai | m | {'input':'1'},'from':'2020-01-01'",
        "from | openai | m | {'input':'1'},'from':'soon'",
        "from | openai | m | {'input':'1'},'from':'+292278995-01-01'",
        "from | openai | m | {'input':'1'},'from':'10000-01-01'",
        "tiers.default | openai | m |"
            + " {'input':'1'},'tiers':{'default':{'usdPerMillion':{'input':'1'}}}",
        "rates | openai | m | {'input':'1'},'rates':{}"
      })
  void whatCannotBeAPriceIsNamed(String field, String provider, String model, String body) {
    TestBroker broker = TestBroker.shared(Databases.Kind.DERBY);
    Caller operator = Persons.operator(broker);
    refusedField(
        field,
        () ->
            broker
                .get(PriceDecisions.class)
                .set(operator, provider, model, ask(broker, body), Optional.empty()));
  }

  private static String model() {
    return "own-" + Ids.next();
  }

  private static Instant day(TestBroker broker, int later) {
    return broker.clock().instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(later));
  }

  private static List<String> states(TestBroker broker, Caller operator) {
    return broker.get(OperatorPrices.class).current(operator).stream()
        .map(one -> one.state().name())
        .toList();
  }

  /** What stands behind {@code usdPerMillion}; single quotes stand for double ones. */
  private static PriceAsk ask(TestBroker broker, String rates) {
    String body = ("{'usdPerMillion':" + rates + "}").replace('\'', '"');
    return PriceAsk.read(Json.parseObject(body.getBytes(StandardCharsets.UTF_8)), broker.clock());
  }

  private static PriceDecision set(TestBroker broker, Caller operator, String model, String rates) {
    return broker
        .get(PriceDecisions.class)
        .set(operator, OPENAI, model, ask(broker, rates), Optional.empty());
  }

  private static void remove(TestBroker broker, Caller operator, String model, boolean confirmed) {
    broker.get(PriceDecisions.class).remove(operator, OPENAI, model, confirmed, Optional.empty());
  }

  private static Optional<Price> price(TestBroker broker, String model) {
    Provider provider = broker.get(Providers.class).find(new ProviderName(OPENAI)).orElseThrow();
    return find(broker, provider, model);
  }

  private static Optional<Price> find(TestBroker broker, Provider provider, String model) {
    return broker
        .get(PriceBook.class)
        .find(provider, new ModelName(model), broker.clock().instant());
  }

  /** What a million of input cost, in thousandths of a dollar. */
  private static OptionalLong input(TestBroker broker, String model) {
    Optional<Price> price = price(broker, model);
    if (price.isEmpty()) {
      return OptionalLong.empty();
    }
    Bill bill = price.get().bill(new UsageCounts(Map.of(UsageUnit.INPUT, 1L), Optional.empty()));
    return OptionalLong.of(bill.lines().get(0).rate().orElseThrow() / 1_000_000);
  }

  private static NanoUsd usd(String text) {
    return NanoUsd.ofDecimal(text);
  }
}
