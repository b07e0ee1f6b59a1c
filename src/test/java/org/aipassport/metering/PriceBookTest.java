package org.aipassport.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.aipassport.config.ConfigurationException;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.GivenProviders;
import org.aipassport.providers.Provider;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageUnit;
import org.aipassport.support.Refused;
import org.aipassport.support.TestClock;
import org.aipassport.support.TestSettings;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final long USD = 1_000_000_000L;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("prices.json");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "openai, gpt-5.4, 2500000000",
    "openai, gpt-5.4-2026-03-05, 2500000000",
    "openai, gpt-5.4-mini, 750000000",
    "openai, gpt-4o-2024-05-13, 5000000000",
    "anthropic, claude-sonnet-4-5-20250929, 3000000000",
    "anthropic, claude-opus-4-20250514, 15000000000",
    "anthropic, claude-opus-4-1-20250805, 15000000000",
    "google, gemini-2.5-flash, 300000000",
    "openai, omni-moderation-latest, 0"
  })
  void modelIsFoundByItsNameOrWithADate(String provider, String model, long rate) {
    assertThat(rate(builtIn(), preset(provider), model)).hasValue(rate);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "openai, gpt-5.4-2026-13-05",
    "openai, gpt-5.4-20260305x",
    "openai, gpt-5.4-ultra",
    "openai, gpt-5.4-",
    "openai, GPT-5.4",
    "openai, xgpt-5.4",
    "openai, gpt-4o-2027-01-01",
    "openai, whisper-1",
    "openai, dall-e-3",
    "anthropic, claude-sonnet-4-5-fast",
    "anthropic, gpt-5.4",
    "google, gemini-2.5-flash-preview-tts",
    "mistral, mistral-ocr-latest",
    "ollama, gpt-5.4"
  })
  void siblingWithoutAPriceOfItsOwnIsOfUnknownPrice(String provider, String model) {
    assertThat(builtIn().find(preset(provider), new ModelName(model), NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-08-31T23:59:59Z, 2000000000",
    "2026-09-01T00:00:00Z, 3000000000",
    "2030-01-01T00:00:00Z, 3000000000"
  })
  void rateIsThatOfItsTime(Instant at, long rate) {
    assertThat(rate(builtIn(), preset("anthropic"), "claude-sonnet-5", at)).hasValue(rate);
  }

  @Test
  void entryThatBeginsLaterIsNoPriceYet() throws IOException {
    write(
        "{'provider':'ollama','names':['q'],'prices':[{'from':'2026-11-27','rates':{'input':0}}]}");
    assertThat(start().find(preset("ollama"), new ModelName("q"), NOW)).isEmpty();
    assertThat(rate(start(), preset("ollama"), "q", Instant.parse("2026-11-27T00:00:00Z")))
        .hasValue(0);
  }

  @Test
  void everyBuiltInPriceIsWholeAndNeverCheaperFurtherUp() {
    PriceList list = PriceBook.builtIn(TestSettings.defaults());
    assertThat(list.entries()).hasSizeGreaterThan(90);
    for (PriceEntry entry : list.entries()) {
      for (PriceStep step : entry.steps()) {
        Rates base = step.standard().at(0).rates();
        assertThat(base.each()).as(entry.names().toString()).containsKey(UsageUnit.INPUT);
        for (Rates above : step.standard().above().values()) {
          assertThat(above.each().keySet()).isEqualTo(base.each().keySet());
          base.each()
              .forEach(
                  (unit, rate) -> assertThat(above.each().get(unit)).isGreaterThanOrEqualTo(rate));
        }
        assertThat(base.of(UsageUnit.CACHE_READ).orElseThrow())
            .isLessThanOrEqualTo(base.each().get(UsageUnit.INPUT));
      }
    }
  }

  @Test
  void ownPriceGoesBeforeTheBuiltInOneAndKeepsItsLimits() throws IOException {
    write(
        "{'type':'openai','names':['gpt-4o'],'prices':[{'rates':{'input':2000000000,'output':9000000000}}]}");
    Price price = start().find(preset("openai"), new ModelName("gpt-4o"), NOW).orElseThrow();
    assertThat(cost(price, UsageUnit.INPUT)).contains(new NanoUsd(2 * USD));
    assertThat(price.maxOutput()).isEqualTo(OptionalLong.of(16_384));
    assertThat(price.contextWindow()).isEqualTo(OptionalLong.of(128_000));
    assertThat(price.version()).matches("2026-11-26\\+[A-Za-z0-9_-]{16}");
    assertThat(builtIn().version()).isEqualTo("2026-11-26");
  }

  @Test
  void entryOfTheProvidersNameGoesBeforeThatOfItsTypeAndAnyLast() throws IOException {
    write(
        """
        {'provider':'local','names':['*'],'prices':[{'rates':{'input':1}}]},
        {'type':'openai-compatible','names':['m','t'],'prices':[{'rates':{'input':2}}]},
        {'provider':'local','names':['m'],'prices':[{'rates':{'input':3}}]}\
        """);
    PriceBook prices = start();
    assertThat(rate(prices, local("local"), "m")).hasValue(3);
    assertThat(rate(prices, local("local"), "t")).hasValue(2);
    assertThat(rate(prices, local("local"), "other")).hasValue(1);
    assertThat(rate(prices, local("other"), "m")).hasValue(2);
    assertThat(prices.find(local("other"), new ModelName("other"), NOW)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gpt-4o costs 1250000000 for input, half of the built-in 2500000000 | {'type':'openai','names':['gpt-4o'],'prices':[{'rates':{'input':1250000000,'output':10000000000}}]}",
        "gpt-4o costs 0 for output, half of the built-in 10000000000 | {'type':'openai','names':['gpt-4o'],'prices':[{'rates':{'input':2500000000,'output':0}}]}",
        "gpt-4o costs 0 for input, | {'type':'openai','names':['gpt-4o'],'prices':[{'rates':{'input':2500000000,'output':10000000000}},{'from':'2030-06-01','rates':{'input':0,'output':10000000000}}]}",
        "gpt-5.4 costs 2500000000 for input, half of the built-in 5000000000 | {'type':'openai','names':['gpt-5.4'],'prices':[{'rates':{'input':2500000000,'output':15000000000}}]}",
        "gpt-5.4-2026-03-05 costs 1 for input, | {'type':'openai','names':['gpt-5.4-2026-03-05'],'prices':[{'rates':{'input':1,'output':1}}]}",
        "gemini-3.7-flash costs 1 for input, | {'type':'google','names':['gemini-3.7-flash'],'prices':[{'rates':{'input':1500000000,'output':7500000000},'tiers':{'priority':{'rates':{'input':1}}}}]}",
        "gpt-4o-2024-05-13 costs 2400000000 for input, half of the built-in 5000000000 | {'type':'openai','names':['gpt-4o'],'dated':true,'prices':[{'rates':{'input':2400000000,'output':10000000000}}]}",
        " costs 0 for input, | {'provider':'openai','names':['*'],'prices':[{'rates':{'input':0}}]}",
        "gpt-4o costs 0 for input, | {'provider':'openai','names':['gpt-4o'],'prices':[{'rates':{'input':0,'output':0}}]}"
      })
  void priceOfHalfOrLessAsksToBeConfirmed(String fault, String entry) throws IOException {
    write(entry);
    assertThatThrownBy(this::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("aipassport.prices.file: " + file)
        .hasMessageContaining(fault);
    write(entry.replace("'names'", "'confirmed':true,'names'"));
    start();
  }

  @Test
  void priceOfThePastIsNotCompared() throws IOException {
    write(
        """
        {'type':'openai','names':['gpt-4o'],'prices':[
          {'rates':{'input':1,'output':1}},
          {'from':'2026-01-01','rates':{'input':2500000000,'output':10000000000}}]}\
        """);
    start();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "models[0].type: is missing | {'names':['m'],'prices':[{'rates':{'input':1}}]}",
        "models[0].type: is no type | {'type':'acme','names':['m'],'prices':[{'rates':{'input':1}}]}",
        "models[0].type: stands beside provider | {'type':'openai','provider':'openai','names':['m'],'prices':[{'rates':{'input':1}}]}",
        "models[0].provider: is no configured provider: acme | {'provider':'acme','names':['m'],'prices':[{'rates':{'input':1}}]}",
        "models[0].names: is empty | {'type':'openai','names':[],'prices':[{'rates':{'input':1}}]}",
        "models[0].names: is no model's name | {'type':'openai','names':['a b'],'prices':[{'rates':{'input':1}}]}",
        "models[0].names: * needs a provider | {'type':'openai','names':['*'],'prices':[{'rates':{'input':1}}]}",
        "models[0].names: is there twice: m | {'type':'openai','names':['m','m'],'prices':[{'rates':{'input':1}}]}",
        "models[1].names: is there twice: m | {'type':'openai','names':['m'],'prices':[{'rates':{'input':1}}]},{'type':'openai','names':['m'],'prices':[{'rates':{'input':9}}]}",
        "models[0].prices: is empty | {'type':'openai','names':['m'],'prices':[]}",
        "models[0].prices[0].rates: is missing | {'type':'openai','names':['m'],'prices':[{}]}",
        "models[0].prices[0].rates: is empty | {'type':'openai','names':['m'],'prices':[{'rates':{}}]}",
        "models[0].prices[0].rates.inputs: is no unit | {'type':'openai','names':['m'],'prices':[{'rates':{'inputs':1}}]}",
        "models[0].prices[0].rates.input: must be | {'type':'openai','names':['m'],'prices':[{'rates':{'input':-1}}]}",
        "models[0].prices[0].rates.input: must be a whole | {'type':'openai','names':['m'],'prices':[{'rates':{'input':2.5}}]}",
        "models[0].prices[0].rates.input: must be a whole | {'type':'openai','names':['m'],'prices':[{'rates':{'input':'2'}}]}",
        "models[0].prices[0].rates.input: must be within | {'type':'openai','names':['m'],'prices':[{'rates':{'input':1000000000000001}}]}",
        "models[0].prices[0].tiers.default: is no further tier | {'type':'openai','names':['m'],'prices':[{'rates':{'input':1},'tiers':{'default':{'rates':{'input':1}}}}]}",
        "models[0].prices[0].tiers.Flex: is no further tier | {'type':'openai','names':['m'],'prices':[{'rates':{'input':1},'tiers':{'Flex':{'rates':{'input':1}}}}]}",
        "models[0].prices[0].above[1].tokens: is there twice | {'type':'openai','names':['m'],'prices':[{'rates':{'input':1},'above':[{'tokens':5,'rates':{'input':1}},{'tokens':5,'rates':{'input':1}}]}]}",
        "models[0].prices[0].from: is no day | {'type':'openai','names':['m'],'prices':[{'from':'1.1.2027','rates':{'input':1}}]}",
        "models[0].prices[1].from: is not after | {'type':'openai','names':['m'],'prices':[{'from':'2027-01-02','rates':{'input':1}},{'from':'2027-01-02','rates':{'input':1}}]}",
        "models[0].prices[1].from: is not after | {'type':'openai','names':['m'],'prices':[{'from':'2027-01-02','rates':{'input':1}},{'rates':{'input':1}}]}",
        "models[0].prices: lacks cache_write | {'type':'anthropic','names':['m'],'prices':[{'rates':{'input':1,'output':2}}]}",
        "models[0].prices: lacks cache_write | {'type':'anthropic','names':['m'],'prices':[{'rates':{'input':1,'cache_write':1},'above':[{'tokens':5,'rates':{'input':1}}]}]}",
        "models[0].max-output: must be within | {'type':'openai','names':['m'],'max-output':1000000001,'prices':[{'rates':{'input':1}}]}",
        "models[0].price: unknown member | {'type':'openai','names':['m'],'price':1,'prices':[{'rates':{'input':1}}]}",
        "JSON: | {"
      })
  void faultyFileStopsTheStartAndIsNamed(String fault, String entries) throws IOException {
    write(entries);
    assertThatThrownBy(this::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("aipassport.prices.file: " + file + ": " + fault);
  }

  @Test
  void reloadTakesAllOfAFileOrNothing() throws IOException {
    write("{'provider':'ollama','names':['m'],'prices':[{'rates':{'input':1}}]}");
    PriceBook prices = start();
    String before = prices.version();
    Price held = prices.find(preset("ollama"), new ModelName("m"), NOW).orElseThrow();
    write("{'provider':'ollama','names':['m','n'],'prices':[{'rates':{'input':2}}]}");
    assertThat(prices.reload(version -> {})).isEqualTo(prices.version()).isNotEqualTo(before);
    assertThat(rate(prices, preset("ollama"), "n")).hasValue(2);
    assertThat(held.version()).isEqualTo(before);
    String good = prices.version();
    for (String wrong :
        new String[] {
          "{'provider':'ollama','names':['m'],'prices':[{'rates':{'input':-3}}]}",
          "{'type':'openai','names':['gpt-4o'],'prices':[{'rates':{'input':0}}]}"
        }) {
      write(wrong);
      assertThat(Refused.as(Refusal.MALFORMED, () -> prices.reload(version -> {})).detail())
          .contains(file.toString());
      assertThat(prices.version()).isEqualTo(good);
      assertThat(rate(prices, preset("ollama"), "n")).hasValue(2);
    }
    Files.delete(file);
    assertThat(Refused.as(Refusal.MALFORMED, () -> prices.reload(version -> {})).detail())
        .contains("cannot be read");
    assertThat(prices.version()).isEqualTo(good);
  }

  @Test
  void exampleOfTheDocumentIsAFile() throws IOException {
    String document = Files.readString(Path.of("src/site/markdown/prices.md"));
    Files.writeString(file, document.split("```json\n")[1].split("```")[0]);
    Map<String, String> values =
        new TreeMap<>(
            Map.of(
                "aipassport.prices.file", file.toString(),
                "aipassport.providers", "openai,ollama,azure",
                "aipassport.provider.azure.type", "azure-openai",
                "aipassport.provider.azure.base-url", "https://r.openai.azure.com/openai/v1"));
    PriceBook prices = new PriceBook(TestSettings.of(values), clock());
    assertThat(rate(prices, GivenProviders.of("azure", values), "our-gpt-5-mini"))
        .isNotEqualTo(OptionalLong.empty());
    assertThat(rate(prices, preset("ollama"), "anything")).hasValue(0);
  }

  private static PriceBook builtIn() {
    return new PriceBook(TestSettings.defaults(), clock());
  }

  private PriceBook start() {
    Map<String, String> values = new TreeMap<>(locals());
    values.put("aipassport.prices.file", file.toString());
    return new PriceBook(TestSettings.of(values), clock());
  }

  private static TestClock clock() {
    return new TestClock();
  }

  private void write(String entries) throws IOException {
    String models = "{'version':'1','models':[" + entries + "]}";
    Files.writeString(file, models.replace('\'', '"'));
  }

  private static Provider preset(String name) {
    return GivenProviders.preset(name);
  }

  private static Provider local(String name) {
    return GivenProviders.of(name, locals());
  }

  private static Map<String, String> locals() {
    return Map.of(
        "aipassport.providers", "openai,google,ollama,local,other",
        "aipassport.provider.local.type", "openai-compatible",
        "aipassport.provider.local.base-url", "https://local.example/v1",
        "aipassport.provider.other.type", "openai-compatible",
        "aipassport.provider.other.base-url", "https://other.example/v1");
  }

  private static OptionalLong rate(PriceBook prices, Provider provider, String model) {
    return rate(prices, provider, model, NOW);
  }

  private static OptionalLong rate(PriceBook prices, Provider provider, String model, Instant at) {
    return prices
        .find(provider, new ModelName(model), at)
        .flatMap(price -> cost(price, UsageUnit.INPUT))
        .map(cost -> OptionalLong.of(cost.nanos()))
        .orElse(OptionalLong.empty());
  }

  /** Of a million, which is the rate, where no further rates begin below. */
  private static Optional<NanoUsd> cost(Price price, UsageUnit unit) {
    Bill bill = price.bill(new UsageCounts(Map.of(unit, 1L), Optional.empty()));
    assertThat(bill.lines()).hasSize(1);
    return Set.copyOf(bill.lines()).stream()
        .map(line -> new NanoUsd(line.rate().orElseThrow()))
        .findFirst();
  }
}
