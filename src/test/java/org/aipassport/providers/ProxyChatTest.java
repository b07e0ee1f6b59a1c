package org.aipassport.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.support.Golden;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyChatTest {
  @ParameterizedTest
  @CsvSource({
    "full, openai",
    "full, anthropic",
    "full, google",
    "least, openai",
    "least, anthropic",
    "least, google",
    "one-stop, openai",
    "one-stop, anthropic",
    "one-stop, google"
  })
  void whatGoesToAProviderIsThatOfTheGoldenFile(String request, String provider) {
    ProxyChat chat = read(Golden.text("proxy-chat/" + request + ".request.json"));
    Provider given = GivenProviders.preset(provider);
    Understood call = given.chat(chat);
    assertThat(given.target(call) + "\n" + Json.text(call.body()))
        .isEqualTo(Golden.text("proxy-chat/" + request + "." + provider + ".txt"));
  }

  @Test
  void modelAndStreamAreKnown() {
    ProxyChat chat = read(chat("'stream':true"));
    assertThat(chat.model().value()).isEqualTo("m");
    assertThat(chat.stream()).isTrue();
    assertThat(read(chat("'stream':null")).stream()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n",
        "tools",
        "store",
        "system",
        "user",
        "seed",
        "max_completion_tokens",
        "response_format",
        "metadata",
        "stream_options",
        "logprobs",
        "safe_prompt",
        "topP",
        "Stream",
        "MAX_TOKENS"
      })
  void unknownMemberIsRefusedByName(String name) {
    Refused.field(name, () -> read(chat("'" + name + "':1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "model            | {'messages':[{'role':'user','content':'x'}]}",
        "model            | {'model':null,'messages':[{'role':'user','content':'x'}]}",
        "model            | {'model':7,'messages':[{'role':'user','content':'x'}]}",
        "model            | {'model':'','messages':[{'role':'user','content':'x'}]}",
        "model            | {'model':'a b','messages':[{'role':'user','content':'x'}]}",
        "messages         | {'model':'m'}",
        "messages         | {'model':'m','messages':null}",
        "messages         | {'model':'m','messages':'x'}",
        "messages         | {'model':'m','messages':{}}",
        "messages         | {'model':'m','messages':[]}",
        "messages[0]      | {'model':'m','messages':['x']}",
        "messages[0]      | {'model':'m','messages':[null]}",
        "messages[0].role | {'model':'m','messages':[{'content':'x'}]}",
        "messages[0].role | {'model':'m','messages':[{'role':'tool','content':'x'}]}",
        "messages[0].role | {'model':'m','messages':[{'role':'User','content':'x'}]}",
        "messages[0].role | {'model':'m','messages':[{'role':'','content':'x'}]}",
        "messages[0].role | {'model':'m','messages':[{'role':1,'content':'x'}]}",
        "messages[0].name | {'model':'m','messages':[{'role':'user','content':'x','name':'n'}]}",
        "messages[1].content | {'model':'m','messages':[{'role':'user','content':'x'},{'role':'user'}]}",
        "messages[1].content | {'model':'m','messages':[{'role':'user','content':'x'},{'role':'user','content':null}]}",
        "messages[1].content | {'model':'m','messages':[{'role':'user','content':'x'},{'role':'user','content':[{'type':'text','text':'x'}]}]}",
        "messages[1].Content | {'model':'m','messages':[{'role':'user','content':'x'},{'role':'user','Content':'x'}]}"
      })
  void wrongMemberIsRefusedByName(String field, String body) {
    Refused.field(field, () -> read(body.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stream      | 1",
        "stream      | 'true'",
        "max_tokens  | 0",
        "max_tokens  | -1",
        "max_tokens  | 1.5",
        "max_tokens  | 1e3",
        "max_tokens  | 10000001",
        "max_tokens  | '5'",
        "temperature | -0.1",
        "temperature | 2.1",
        "temperature | '1'",
        "temperature | 1e308",
        "top_p       | 1.01",
        "top_p       | -1",
        "top_p       | []",
        "stop        | 1",
        "stop        | {}",
        "stop[1]     | ['a',1]",
        "stop[0]     | [null]"
      })
  void valueOutOfItsRangeIsRefusedByName(String field, String value) {
    String member = field.replaceAll("\\[.*", "");
    Refused.field(field.trim(), () -> read(chat("'" + member + "':" + value)));
  }

  @Test
  void stopsAreFewAndShort() {
    String stops = "'a',".repeat(16);
    assertThat(read(chat("'stop':[" + stops.substring(0, stops.length() - 1) + "]"))).isNotNull();
    Refused.field("stop", () -> read(chat("'stop':[" + stops + "'a']")));
    Refused.field("stop", () -> read(chat("'stop':'" + "a".repeat(1001) + "'")));
  }

  @Test
  void modelCannotLeadOutOfGooglesPath() {
    ProxyChat chat = read(chat("'stream':false").replace("\"m\"", "\"../../x@y:z/..\""));
    assertThat(GivenProviders.preset("google").chat(chat).pathAndQuery())
        .isEqualTo("/v1beta/models/..%2F..%2Fx%40y%3Az%2F..:generateContent");
  }

  private static String chat(String more) {
    return ("{'model':'m','messages':[{'role':'user','content':'x'}]," + more + "}")
        .replace('\'', '"');
  }

  private static ProxyChat read(String body) {
    JsonObject object = Json.parseObject(body.getBytes(UTF_8));
    return ProxyChat.of(object);
  }
}
