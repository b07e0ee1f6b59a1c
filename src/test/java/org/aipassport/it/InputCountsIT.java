package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls whose bound by bytes is more than there is, and the provider's count of them. */
@ArquillianTest
@Timeout(120)
class InputCountsIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String MESSAGES = "/v1/messages";
  private static final String COUNT = "/v1/messages/count_tokens";
  private static final String GENERATE = "/v1beta/models/gemini-fake:generateContent";

  @BeforeEach
  void forget() {
    List.of("anthropic", "google", "openai").forEach(Broker::keyId);
    UPSTREAM.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic, claude-fake, /v1/messages, /v1/messages/count_tokens",
    "google, gemini-fake, " + GENERATE + ", /v1beta/models/gemini-fake:countTokens"
  })
  void documentIsPaidForByWhatTheProviderCounts(
      String provider, String model, String path, String count) {
    TestGrant grant = capped(provider, model, 100); // the context window would take 1,000 dollars
    Answer answer = Http.post(path, document(provider, model), grant.bearer());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(paths()).containsExactly(count, path);
    assertThat(grant.used()).as("a count is no call").isEqualTo(1);
    assertThat(grant.spent()).isEqualByComparingTo(Money.cost(5, 5));
    assertThat(grant.kept()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  /** A count costs time and a place at the provider, so it is asked for only where it can help. */
  @Test
  void whatFitsOrCannotFitIsNotCounted() {
    TestGrant rich = capped("anthropic", "claude-fake", 500);
    String hello =
        document("anthropic", "claude-fake").replaceAll("\\{\"type\":\"document.*?}},", "");
    assertThat(Http.post(MESSAGES, hello, rich.bearer()).status()).isEqualTo(200);
    assertThat(paths()).containsExactly(MESSAGES);
    UPSTREAM.clear();
    TestGrant poor = capped("anthropic", "claude-fake", 40); // less than what is added to a count
    Answer refused = Http.post(MESSAGES, document("anthropic", "claude-fake"), poor.bearer());
    assertThat(refused.status()).isEqualTo(402);
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void countThatIsTooMuchSaysWhatItWouldTake() {
    TestGrant grant = capped("anthropic", "claude-fake", 100);
    String much = document("anthropic", "claude-fake").replace("hello", "hello".repeat(200));
    Answer answer = Http.post(MESSAGES, much, grant.bearer());
    assertThat(answer.status()).isEqualTo(402);
    assertThat(paths()).containsExactly(COUNT);
    assertThat(answer.text()).contains("required_usd\":\"1.552\""); // 1,000, 50, 500 and one out
    assertThat(grant.used()).isZero();
    assertThat(grant.kept()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"fake-status-500", "fake-status-400", "fake-hang-midstream"})
  void withoutACountTheRefusalStands(String model) {
    TestGrant grant = capped("anthropic", model, 100);
    long begun = System.nanoTime();
    Answer answer = Http.post(MESSAGES, document("anthropic", model), grant.bearer());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(402);
    assertThat(paths()).allMatch(COUNT::equals).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(14));
    assertThat(grant.used()).isZero();
  }

  /** Money that is there is never left lying because many count at once. */
  @Test
  void countedCallsAreHeldToTheCapLikeAllOthers() {
    TestGrant grant = capped("anthropic", "claude-fake", 52); // of the bound, 0.505 and more
    String body =
        document("anthropic", "claude-fake").replace("\"max_tokens\":100", "\"max_tokens\":5");
    long paid =
        java.util.stream.IntStream.range(0, 8)
            .parallel()
            .filter(i -> Http.post(MESSAGES, body, grant.bearer()).status() == 200)
            .count();
    assertThat(paid).isEqualTo(1);
    assertThat(paths().stream().filter(MESSAGES::equals)).hasSize(1);
    assertThat(grant.spent()).isEqualByComparingTo(Money.cost(5, 5));
  }

  private static TestGrant capped(String provider, String model, long cents) {
    return TestGrant.ask(provider).models(model).maxBudgetCents(cents).approved();
  }

  private static String document(String provider, String model) {
    return provider.equals("google")
        ? "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"inlineData\":{\"mimeType\":"
            + "\"application/pdf\",\"data\":\"JVBERg==\"}},{\"text\":\"hello\"}]}]}"
        : "{\"model\":\""
            + model
            + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
            + "\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\","
            + "\"data\":\"JVBERg==\"}},{\"type\":\"text\",\"text\":\"hello\"}]}]}";
  }

  private static List<String> paths() {
    return UPSTREAM.arrivals().stream().map(arrival -> arrival.path()).toList();
  }
}
