package org.aipassport.metering;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.UsageUnit;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.NanoUsd;
import org.junit.jupiter.api.io.TempDir;

class OperatorPricesTest {
  private static final String RATES = "\"prices\":[{\"rates\":{\"input\":9000000000}}]";
  private static final String OWN = "{\"type\":\"openai\",\"names\":[\"gpt-own\"]," + RATES + "}";

  @TempDir Path directory;

  private TestBroker start(Databases.Kind kind, String... entries) throws IOException {
    write(entries);
    return TestBroker.start(kind, "aipassport.prices.file", file().toString());
  }

  private Path file() {
    return directory.resolve("prices.json");
  }

  private void write(String... entries) throws IOException {
    Files.writeString(
        file(), "{\"version\":\"mine\",\"models\":[" + String.join(",", entries) + "]}");
  }

  @OnBothDatabases
  void newPricesHoldOnceThatIsOnRecord(Databases.Kind kind) throws IOException {
    try (TestBroker broker = start(kind, OWN)) {
      Caller operator = Persons.operator(broker);
      OperatorPrices prices = broker.get(OperatorPrices.class);
      String before = prices.list(operator).version();
      write(OWN, OWN.replace("gpt-own", "gpt-other"));
      assertThat(catchThrowable(() -> broker.withoutAuditLog(() -> prices.reload(operator))))
          .isNotNull();
      assertThat(prices.list(operator).version()).isEqualTo(before);
      String after = prices.reload(operator);
      assertThat(after).isNotEqualTo(before);
      assertThat(prices.list(operator).version()).isEqualTo(after);
      assertThat(TestGrants.events(broker, after)).containsExactly("prices.reloaded");
    }
  }

  @OnBothDatabases
  void aFaultOfTheFileIsToldAndChangesNothing(Databases.Kind kind) throws IOException {
    try (TestBroker broker = start(kind, OWN)) {
      Caller operator = Persons.operator(broker);
      OperatorPrices prices = broker.get(OperatorPrices.class);
      String before = prices.list(operator).version();
      write(OWN, OWN);
      assertThat(refused(Refusal.MALFORMED, () -> prices.reload(operator)).detail())
          .contains(file().toString(), "models[1].names", "gpt-own");
      assertThat(prices.list(operator).version()).isEqualTo(before);
      assertThat(broker.count("audit_event WHERE type = 'prices.reloaded'")).isZero();
    }
  }

  @OnBothDatabases
  void onlyOperatorsReadAndReloadThem(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    OperatorPrices prices = broker.get(OperatorPrices.class);
    Caller auditor = Persons.add(broker, "auditor-of-prices", Role.AUDITOR);
    for (Caller caller : List.of(Persons.owner(broker), auditor)) {
      refused(Refusal.FORBIDDEN, () -> prices.list(caller));
      refused(Refusal.FORBIDDEN, () -> prices.reload(caller));
    }
    assertThat(prices.list(Persons.operator(broker)).file()).isEmpty();
  }

  @OnBothDatabases
  void whatTheFileHasGoesBeforeWhatIsBuiltIn(Databases.Kind kind) throws IOException {
    String dearer =
        "{\"type\":\"openai\",\"names\":[\"gpt-5.6\"],\"max-output\":7,\"prices\":["
            + "{\"rates\":{\"input\":9000000000,\"output\":30000000000},"
            + "\"above\":[{\"tokens\":5,\"rates\":{\"input\":10000000000}}],"
            + "\"tiers\":{\"flex\":{\"rates\":{\"input\":8000000000}}}},"
            + "{\"from\":\"2031-01-01\",\"rates\":{\"input\":9500000000}}]}";
    String alone =
        "{\"provider\":\"openai\",\"names\":[\"gpt-5.4\",\"*\"],\"confirmed\":true," + RATES + "}";
    String later = OWN.replace("{\"rates\"", "{\"from\":\"2031-01-01\",\"rates\"");
    try (TestBroker broker = start(kind, dearer, alone, later)) {
      List<PriceView> all =
          broker.get(OperatorPrices.class).list(Persons.operator(broker)).entries();
      assertThat(all.subList(0, 3)).allMatch(PriceView::isOfFile);
      assertThat(all.subList(3, all.size())).isNotEmpty().allMatch(PriceView::isBuiltIn);
      assertThat(all.get(0).tiers())
          .containsExactly(
              new PriceView.Tier("standard", OptionalLong.empty(), rates(9_000, 30_000)),
              new PriceView.Tier("standard", OptionalLong.of(5), rates(10_000, 0)),
              new PriceView.Tier("flex", OptionalLong.empty(), rates(8_000, 0)));
      assertThat(all.get(0).changesAt()).contains(Instant.parse("2031-01-01T00:00:00Z"));
      assertThat(all.get(1).names()).containsExactly("*", "gpt-5.4");
      assertThat(all.get(1).provider()).isPresent();
      assertThat(all.get(2).tiers()).isEmpty();
      assertThat(builtIn(all, "gpt-5.6").overridden()).containsExactly("gpt-5.6");
      assertThat(builtIn(all, "gpt-5.4").overridden()).as("of one provider alone").isEmpty();
    }
  }

  private static PriceView builtIn(List<PriceView> all, String name) {
    return all.stream()
        .filter(entry -> entry.isBuiltIn() && entry.names().contains(name))
        .findFirst()
        .orElseThrow();
  }

  /** In thousandths of a dollar; 0 is none. */
  private static Map<UsageUnit, NanoUsd> rates(long input, long output) {
    NanoUsd in = new NanoUsd(input * 1_000_000);
    return output == 0
        ? Map.of(UsageUnit.INPUT, in)
        : Map.of(UsageUnit.INPUT, in, UsageUnit.OUTPUT, new NanoUsd(output * 1_000_000));
  }
}
