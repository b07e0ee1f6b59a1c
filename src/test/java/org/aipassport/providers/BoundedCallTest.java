package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Refused;
import org.assertj.core.api.AbstractLongAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most that a call can use. */
class BoundedCallTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String MESSAGES = "/v1/messages";
  private static final OptionalLong WINDOW = OptionalLong.of(200_000);

  @Test
  void textIsBoundedByItsBytes() {
    String members = "'messages':[{'role':'user','content':'\u00e4\u00f6 \u4e2d'}]";
    Understood call = Asking.ask("openai", CHAT, members);
    assertThat(Bounded.of(call).at(7, Bounded.NO_WINDOW).inputTokens())
        .isEqualTo(Json.write(call.body()).length + 500 + 64);
  }

  @Test
  void whatIsWrittenAnewUpstreamHasRoomForIt() {
    String tool = "'tools':[{'type':'function','function':{'name':'%s'}}]";
    assertThat(input(tool.formatted("aa")) - input(tool.formatted("\u00e9"))).isEqualTo(-4);
  }

  private static long input(String members) {
    return Bounded.ask("openai", CHAT, members).at(1, Bounded.NO_WINDOW).inputTokens();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | 'messages':[{'content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%s'}}]}] | 48169",
        "openai | /v1/responses | 'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png;base64,%s'}]}] | 48169",
        "mistral | /v1/chat/completions | 'messages':[{'content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%s'}}]}] | 4200",
        "anthropic | /v1/messages | 'messages':[{'content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'%s'}}]}] | 4900",
        "anthropic | /v1/messages | 'messages':[{'content':[{'type':'tool_result','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'%s'}}]}]}] | 4900",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'%s'}}]}] | 6708",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'inline_data':{'mime_type':'image/png','data':'%s'}}]}] | 6708"
      })
  void pictureCostsTheMostThatAnyPictureCan(String type, String path, String members, long tokens) {
    long small = tokens(type, path, members.formatted("AAAA"));
    long large = tokens(type, path, members.formatted("A".repeat(100_000)));
    assertThat(large).as("whatever its bytes").isLessThanOrEqualTo(small + 10);
    assertThat(small).isBetween(tokens + 500, tokens + 964);
    assertThat(Bounded.ask(type, path, members.formatted("AAAA")).at(1, WINDOW).kinds())
        .contains(UsageUnit.IMAGE_INPUT);
  }

  private static long tokens(String type, String path, String members) {
    return Bounded.ask(type, path, members).at(1, Bounded.NO_WINDOW).inputTokens();
  }

  @Test
  void everyPictureCounts() {
    String picture = "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}";
    String members = "'messages':[{'content':[%s]}]".formatted(picture + "," + picture);
    assertThat(input(members)).isGreaterThan(2 * 48_169);
  }

  /** Base64 in a place that no rule takes for a picture is text. */
  @Test
  void base64AsTextIsText() {
    String text = "data:image/png;base64," + "A".repeat(10_000);
    assertThat(input("'messages':[{'content':'" + text + "'}]")).isGreaterThan(10_000);
    assertThat(
            tokens(
                "anthropic",
                MESSAGES,
                "'messages':[{'content':[{'type':'document','source':{'type':'text','media_type':'image/png','data':'"
                    + text
                    + "'}}]}]"))
        .isGreaterThan(10_000);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | 'messages':[{'content':[{'type':'file','file':{'file_data':'data:application/pdf;base64,AA'}}]}] | 1",
        "openai | /v1/chat/completions | 'messages':[{'content':[{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}]}] | 1",
        "openai | /v1/responses | 'input':[{'role':'user','content':[{'type':'input_file','file_data':'AA'}]}] | 1",
        "anthropic | /v1/messages | 'messages':[{'content':[{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'AA'}}]}] | 1",
        "anthropic | /v1/messages | 'tools':[{'type':'web_search_20250305','max_uses':3}] | 11",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'inlineData':{'mimeType':'application/pdf','data':'AA'}}]}] | 1",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'inlineData':{'mimeType':'audio/wav','data':'AA'}}]}] | 1"
      })
  void whatBytesDoNotBoundFillsTheContext(String type, String path, String members, long rounds) {
    BoundedCall call = Bounded.ask(type, path, members);
    assertThat(call.needsContextWindow()).isTrue();
    UsageBound bound = call.at(100, WINDOW);
    assertThat(bound.inputTokens()).isEqualTo(rounds * 200_000);
    assertThat(bound.outputTokens()).isEqualTo(rounds * 100);
    Refused.as(Refusal.POLICY, () -> call.at(100, Bounded.NO_WINDOW));
  }

  @Test
  void contextWindowNeverLowersABound() {
    String members = "'messages':[{'content':'" + "x".repeat(1000) + "'}]";
    assertThat(Bounded.ask("openai", CHAT, members).at(1, OptionalLong.of(10)).inputTokens())
        .isGreaterThan(1000);
    String file = ",{'content':[{'type':'file','file':{'file_data':'AA'}}]}]";
    assertThat(
            Bounded.ask("openai", CHAT, members.replace("]", file))
                .at(1, OptionalLong.of(10))
                .inputTokens())
        .isGreaterThan(1000);
  }

  @Test
  void searchesAreThoseOfAllTools() {
    String tool = "{'type':'web_search_20250305','name':'%s','max_uses':%d}";
    BoundedCall call =
        Bounded.ask(
            "anthropic",
            MESSAGES,
            "'tools':[" + tool.formatted("a", 3) + "," + tool.formatted("b", 4) + "]");
    assertThat(call.at(1, WINDOW).others()).isEqualTo(Map.of(UsageUnit.WEB_SEARCH, 7L));
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | 'n':3 | 300",
        "openai | /v1/completions | 'n':2,'best_of':5,'prompt':['a','b','c'] | 3000",
        "openai | /v1/completions | 'prompt':[1,2,3] | 100",
        "openai | /v1/completions | 'prompt':[[1,2],[3]] | 200",
        "openai | /v1/responses | 'input':'x' | 100",
        "google | /v1beta/models/m:generateContent | 'generation_config':{'candidate_count':4} | 400",
        "openai | /v1/images/generations | 'n':2 | 1200",
        "openai | /v1/embeddings | 'input':'x' | 0",
        "openai | /v1/moderations | 'input':'x' | 0",
        "anthropic | /v1/messages/count_tokens | 'messages':[] | 0"
      })
  void outputIsThatOfAllAnswers(String type, String path, String members, long tokens) {
    assertThat(Bounded.ask(type, path, members).at(100, WINDOW).outputTokens()).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, /v1/chat/completions, LIMITED, 1",
    "openai, /v1/responses, LIMITED, 16",
    "openai, /v1/embeddings, NONE, 0",
    "openai, /v1/images/generations, MODEL, 1",
    "openai, /v1/audio/speech, MODEL, 1",
    "anthropic, /v1/messages, LIMITED, 1",
    "anthropic, /v1/messages/count_tokens, NONE, 0"
  })
  void operationSaysHowItsOutputIsBounded(
      String type, String path, BoundedCall.Output output, long least) {
    BoundedCall call = Bounded.ask(type, path, "");
    assertThat(call.output()).isEqualTo(output);
    assertThat(call.leastOutput()).isEqualTo(least);
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | '' | {'model':'m','max_completion_tokens':50}",
        "openai | /v1/chat/completions | 'max_tokens':null | {'model':'m','max_tokens':null,'max_completion_tokens':50}",
        "openai | /v1/chat/completions | 'max_tokens':90 | {'model':'m','max_tokens':50}",
        "openai | /v1/chat/completions | 'max_tokens':9,'max_completion_tokens':90 | {'model':'m','max_tokens':9,'max_completion_tokens':50}",
        "openai | /v1/chat/completions | 'max_tokens':50 | {'model':'m','max_tokens':50}",
        "openai | /v1/responses | '' | {'model':'m','store':false,'max_output_tokens':50}",
        "mistral | /v1/chat/completions | 'max_completion_tokens':9 | {'model':'m','max_completion_tokens':9,'max_tokens':50}",
        "vllm | /v1/chat/completions | '' | {'model':'m','max_tokens':50}",
        "anthropic | /v1/messages | 'max_tokens':90,'thinking':{'budget_tokens':49} | {'model':'m','max_tokens':50,'thinking':{'budget_tokens':49}}",
        "google | /v1beta/models/m:generateContent | '' | {'generationConfig':{'maxOutputTokens':50}}",
        "google | /v1beta/models/m:generateContent | 'generation_config':{'top_k':1} | {'generation_config':{'top_k':1,'maxOutputTokens':50}}",
        "google | /v1beta/models/m:generateContent | 'generation_config':{'max_output_tokens':90} | {'generation_config':{'max_output_tokens':50}}",
        "openai | /v1/embeddings | '' | {'model':'m'}",
        "openai | /v1/images/generations | '' | {'model':'m'}"
      })
  void limitIsLoweredWhereItStandsOrAdded(
      String type, String path, String members, String limited) {
    Understood call = Asking.ask(type, path, members.equals("''") ? "" : members);
    JsonObject body = Bounded.of(call).withOutputLimit(call.body(), 50);
    assertThat(Json.text(body).replace('"', '\'')).isEqualTo(limited);
  }

  @Test
  void limitThatLeavesNothingBesidesThinkingIsRefused() {
    Understood thinking =
        Asking.ask("anthropic", MESSAGES, "'max_tokens':90,'thinking':{'budget_tokens':50}");
    assertThat(
            Refused.refused(
                    Refusal.POLICY, () -> Bounded.of(thinking).withOutputLimit(thinking.body(), 50))
                .field())
        .contains("thinking.budget_tokens");
  }

  @Test
  void limitBelowTheProvidersLeastIsRefused() {
    Understood responses = Asking.ask("openai", "/v1/responses", "");
    assertThat(Bounded.of(responses).withOutputLimit(responses.body(), 16)).isNotNull();
    Refused.as(Refusal.POLICY, () -> Bounded.of(responses).withOutputLimit(responses.body(), 15));
  }

  @Test
  void callersOwnLimitIsTheHighestThatHolds() {
    assertThat(asked("'max_tokens':5,'max_completion_tokens':9")).isEqualTo(9);
    assertThat(Bounded.ask("openai", CHAT, "").askedOutput()).isEmpty();
    assertThat(Bounded.ask("mistral", CHAT, "'max_completion_tokens':9").askedOutput()).isEmpty();
  }

  private static long asked(String members) {
    return Bounded.ask("openai", CHAT, members).askedOutput().orElseThrow();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | '' | INPUT CACHE_READ CACHE_WRITE OUTPUT",
        "openai | /v1/chat/completions | 'modalities':['text','audio'] | INPUT CACHE_READ CACHE_WRITE OUTPUT AUDIO_OUTPUT",
        "openai | /v1/chat/completions | 'messages':[{'content':[{'type':'input_audio','input_audio':{'data':'A'}}]}] | INPUT CACHE_READ CACHE_WRITE OUTPUT AUDIO_INPUT",
        "openai | /v1/images/generations | '' | INPUT IMAGE_INPUT OUTPUT IMAGE_OUTPUT",
        "anthropic | /v1/messages | '' | INPUT CACHE_READ OUTPUT",
        "anthropic | /v1/messages | 'cache_control':{'type':'ephemeral'} | INPUT CACHE_READ CACHE_WRITE OUTPUT",
        "anthropic | /v1/messages | 'tools':[{'name':'t','cache_control':{'ttl':'5m'}}] | INPUT CACHE_READ CACHE_WRITE OUTPUT",
        "anthropic | /v1/messages | 'messages':[{'content':[{'type':'text','cache_control':{'ttl':'1h'}}]}] | INPUT CACHE_READ CACHE_WRITE CACHE_WRITE_1H OUTPUT",
        "google | /v1beta/models/m:generateContent | 'generation_config':{'response_modalities':'Image'} | INPUT CACHE_READ OUTPUT IMAGE_OUTPUT",
        "google | /v1beta/models/m:generateContent | 'generationConfig':{'speechConfig':{}} | INPUT CACHE_READ OUTPUT AUDIO_OUTPUT"
      })
  void kindsAreThoseThatCanOccur(String type, String path, String members, String kinds) {
    assertThat(Bounded.ask(type, path, members.equals("''") ? "" : members).at(1, WINDOW).kinds())
        .extracting(Enum::name)
        .containsExactlyInAnyOrder(kinds.split(" "));
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | 'service_tier':'default' | default",
        "openai | /v1/chat/completions | 'service_tier':'auto' | -",
        "openai | /v1/chat/completions | 'service_tier':'flex' | -",
        "openai | /v1/chat/completions | 'service_tier':null | -",
        "anthropic | /v1/messages | 'service_tier':'standard_only' | standard",
        "anthropic | /v1/messages | '' | -",
        "google | /v1beta/models/m:generateContent | 'service_tier':'standard' | standard"
      })
  void tierIsCertainOnlyWhereTheBodySaysSo(String type, String path, String members, String tier) {
    assertThat(
            Bounded.ask(type, path, members.equals("''") ? "" : members)
                .at(1, WINDOW)
                .serviceTier()
                .orElse("-"))
        .isEqualTo(tier);
  }

  @Test
  void sealedReasoningCostsMoreThanItsBytes() {
    String item = "'input':[{'type':'reasoning','summary':[],'encrypted_content':'%s'}]";
    assertThat(
            tokens("openai", "/v1/responses", item.formatted("x".repeat(1000)))
                - tokens("openai", "/v1/responses", item.formatted("x")))
        .isEqualTo(5 * 999);
  }

  @Test
  void speechIsBoundedByItsCharactersAsWell() {
    BoundedCall call = Bounded.ask("openai", "/v1/audio/speech", "'input':'\ud83d\ude00\u00e4'");
    assertThat(call.byCharacters().orElseThrow().others())
        .isEqualTo(Map.of(UsageUnit.CHARACTERS, 2L));
    assertThat(Bounded.ask("openai", CHAT, "").byCharacters()).isEmpty();
  }

  @Test
  void filesOfAFormAreBounded() {
    Map<String, Boolean> edit = Map.of("model", false, "n", false, "image", true, "mask", true);
    BoundedCall edits =
        Bounded.form("openai", "/v1/images/edits", edit, Asking.json("{'model':'m','n':'2'}"));
    assertThat(edits.at(100, Bounded.NO_WINDOW).outputTokens()).isEqualTo(1200);
    inputOf(edits).isGreaterThan(2 * 48_169);
    Refused.as(
        Refusal.POLICY, // the text was too long to be read
        () -> Bounded.form("openai", "/v1/images/edits", edit, Asking.json("{'model':'m'}")));
    BoundedCall transcription =
        Bounded.form(
            "openai",
            "/v1/audio/transcriptions",
            Map.of("model", false, "file", true),
            Asking.json("{'model':'m'}"));
    assertThat(transcription.needsContextWindow()).isTrue();
  }

  @Test
  void textsOfAFormCount() {
    Understood call =
        GivenProviders.table("openai")
            .at("/v1/images/edits")
            .orElseThrow()
            .understand(
                new CallerRequest(
                    "/v1/images/edits",
                    Map.of(),
                    List.of("model", "prompt"),
                    Set.of(),
                    Asking.json("{'model':'m'}")),
                false);
    inputOf(call.operation().bounded(call, 32_000, name -> false)).isGreaterThan(32_000);
  }

  private static AbstractLongAssert<?> inputOf(BoundedCall call) {
    return assertThat(call.at(1, Bounded.NO_WINDOW).inputTokens());
  }

  @Test
  void figuresBeyondAllModelsAreAFaultOfOurs() {
    BoundedCall call = Bounded.ask("openai", CHAT, "");
    assertThatThrownBy(() -> call.at(Long.MAX_VALUE, Bounded.NO_WINDOW))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
