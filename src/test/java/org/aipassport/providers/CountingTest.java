package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers are asked to count, what they answer, and what that bounds. */
class CountingTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String MESSAGES = "/v1/messages";
  private static final String GENERATE = "/v1beta/models/m:generateContent";
  private static final String DOCUMENT =
      "'messages':[{'content':[{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'AA'}}]}]";

  @Test
  void anthropicIsAskedForWhatGoesIn() {
    Understood asked =
        counting(
            "anthropic",
            MESSAGES,
            "'max_tokens':9,'system':'s','messages':[],'stream':true,'temperature':1,'tools':[]");
    assertThat(asked.pathAndQuery()).isEqualTo("/v1/messages/count_tokens");
    assertThat(text(asked)).isEqualTo("{'model':'m','system':'s','messages':[],'tools':[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {GENERATE, "/v1beta/models/m:streamGenerateContent"})
  void googleIsAskedForTheWholeRequest(String path) {
    Understood asked = counting("google", path, "'contents':[],'system_instruction':{}");
    assertThat(asked.pathAndQuery()).isEqualTo("/v1beta/models/m:countTokens");
    assertThat(text(asked))
        .isEqualTo(
            "{'generateContentRequest':{'contents':[],'system_instruction':{},'model':'models/m'}}");
  }

  @Test
  void modelThatTheBodyNamesStaysAsItIs() {
    Understood asked = counting("google", GENERATE, "'model':'models/m','contents':[]");
    assertThat(text(asked))
        .isEqualTo("{'generateContentRequest':{'model':'models/m','contents':[]}}");
  }

  /** That the others count for nothing is documented nowhere, and a chat of OpenAI's not at all. */
  @ParameterizedTest
  @CsvSource({"openai, /v1/responses", "openai, " + CHAT, "anthropic, /v1/messages/count_tokens"})
  void othersAreNotAsked(String type, String path) {
    assertThat(GivenProviders.table(type).counting(Asking.ask(type, path, ""))).isEmpty();
  }

  @Test
  void tableWithoutTheOperationThatCountsCountsNothing() {
    ProviderTable table = GivenProviders.table("anthropic");
    Map<String, Operation> fewer = new HashMap<>(table.operations());
    fewer.remove("count_tokens");
    Understood call = Asking.ask("anthropic", MESSAGES, "");
    assertThat(table.counting(call)).isPresent();
    assertThat(with(table, fewer).counting(call)).isEmpty();
  }

  @Test
  void onlyWhatIsFreeIsAsked() {
    ProviderTable table = GivenProviders.table("anthropic");
    Map<String, Operation> paid = new HashMap<>(table.operations());
    paid.put("count_tokens", GivenProviders.table("anthropic").operations().get("messages"));
    assertThat(with(table, paid).counting(Asking.ask("anthropic", MESSAGES, ""))).isEmpty();
  }

  private static ProviderTable with(ProviderTable table, Map<String, Operation> operations) {
    return new ProviderTable(
        table.type(),
        table.version(),
        table.protocol(),
        table.keyHeader(),
        table.keyPrefix(),
        table.models(),
        table.chat(),
        table.headers(),
        table.answerHeaders(),
        table.codes(),
        table.offers(),
        operations);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "anthropic | /v1/messages/count_tokens | {'input_tokens':2095} | 2095",
        "anthropic | /v1/messages/count_tokens | {'input_tokens':0} | 0",
        "google | /v1beta/models/m:countTokens | {'totalTokens':31,'cachedContentTokenCount':7} | 31"
      })
  void countIsRead(String type, String path, String answer, long tokens) {
    assertThat(read(type, path, answer)).isEqualTo(OptionalLong.of(tokens));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'input_tokens':null}",
        "{'input_tokens':'7'}",
        "{'input_tokens':-1}",
        "{'input_tokens':1.5}",
        "{'input_tokens':1000000001}",
        "{'usage':{'input_tokens':7}}"
      })
  void whatIsNoCountIsNotRead(String answer) {
    assertThat(read("anthropic", "/v1/messages/count_tokens", answer)).isEmpty();
  }

  private static OptionalLong read(String type, String path, String answer) {
    Operation operation = GivenProviders.table(type).at(path).orElseThrow();
    return operation.answer().usage().reader().count(Asking.json(answer));
  }

  @Test
  void documentIsBoundedByItsCountAndNotByTheContextWindow() {
    BoundedCall call = Bounded.ask("anthropic", MESSAGES, DOCUMENT);
    BoundedCall counted = call.counted(2_000);
    assertThat(call.needsContextWindow()).isTrue();
    assertThat(counted.needsContextWindow()).isFalse();
    assertThat(counted.at(7, Bounded.NO_WINDOW).inputTokens()).isEqualTo(2_000 + 100 + 500);
    assertThat(counted.at(7, Bounded.NO_WINDOW).outputTokens()).isEqualTo(7);
    assertThat(counted.at(7, Bounded.NO_WINDOW).kinds())
        .isEqualTo(call.at(7, OptionalLong.of(200_000)).kinds());
  }

  @Test
  void countNeverRaisesTheBoundOfTexts() {
    BoundedCall call = Bounded.ask("anthropic", MESSAGES, "'messages':[]");
    long bytes = call.at(1, Bounded.NO_WINDOW).inputTokens();
    assertThat(call.counted(5_000).at(1, Bounded.NO_WINDOW).inputTokens()).isEqualTo(bytes);
  }

  /** What comes back encrypted is not among what a count promises to count. */
  @Test
  void encryptedReasoningIsAddedToACount() {
    String sealed = "x".repeat(1_000);
    String members =
        "'messages':[{'content':[{'type':'redacted_thinking','data':'" + sealed + "'}]}]";
    assertThat(
            Bounded.ask("anthropic", MESSAGES, members)
                .counted(100)
                .at(1, Bounded.NO_WINDOW)
                .inputTokens())
        .isBetween(4_000L + 605, 4_000L + 620);
  }

  /** A search has the model run again and again, with what was found. */
  @Test
  void countOfTheFirstRoundBoundsNoOther() {
    String search = "'tools':[{'type':'web_search_20250305','max_uses':3}]";
    assertThat(Bounded.ask("anthropic", MESSAGES, search).isCountable()).isFalse();
    assertThat(Bounded.ask("anthropic", MESSAGES, DOCUMENT).isCountable()).isTrue();
    assertThat(Bounded.ask("anthropic", "/v1/messages/count_tokens", "").isCountable()).isFalse();
  }

  @Test
  void countsThatNoModelTakesAreAFaultOfOurs() {
    BoundedCall call = Bounded.ask("anthropic", MESSAGES, "");
    for (long count : new long[] {-1, OutputLimit.MOST + 1}) {
      assertThatThrownBy(() -> call.counted(count)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Understood counting(String type, String path, String members) {
    return GivenProviders.table(type).counting(Asking.ask(type, path, members)).orElseThrow();
  }

  private static String text(Understood asked) {
    JsonObject body = asked.body();
    return Json.text(body).replace('"', '\'');
  }
}
