package org.aipassport.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageFormTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'total_tokens':10} | input=9 output=1",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':null,'completion_tokens_details':null} | input=9 output=1",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':2}} | input=3 cache_read=4 cache_write=2 output=1",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':8,'completion_tokens_details':{'reasoning_tokens':7,'rejected_prediction_tokens':1}} | input=9 output=8",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':8,'prompt_tokens_details':{'audio_tokens':5},'completion_tokens_details':{'audio_tokens':6}} | input=4 audio_input=5 output=2 audio_output=6",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'audio_tokens':5,'cached_tokens':6}} | input=3 cache_read=1 audio_input=5 output=1",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'image_tokens':5}} | input=9 output=1",
        "openai-chat | {'prompt_tokens':4,'completion_tokens':1,'prompt_audio_seconds':203} | input=4 output=1 audio_seconds=203",
        "openai-responses | {'input_tokens':9,'input_tokens_details':{'cached_tokens':2,'cache_write_tokens':3},'output_tokens':1,'output_tokens_details':{'reasoning_tokens':1},'total_tokens':10} | input=4 cache_read=2 cache_write=3 output=1",
        "openai-embeddings | {'prompt_tokens':9,'total_tokens':9} | input=9",
        "openai-images | {'input_tokens':9,'input_tokens_details':{'text_tokens':2,'image_tokens':7},'output_tokens':5} | input=2 image_input=7 image_output=5",
        "openai-images | {'input_tokens':9,'output_tokens':5,'output_tokens_details':{'text_tokens':1,'image_tokens':4}} | image_input=9 output=1 image_output=4",
        "openai-images | {'input_tokens':9,'input_tokens_details':{'text_tokens':4,'cached_tokens':9},'output_tokens':5} | input=4 image_input=5 image_output=5",
        "openai-speech | {'input_tokens':9,'output_tokens':5,'total_tokens':14} | input=9 audio_output=5",
        "openai-transcription | {'type':'tokens','input_tokens':9,'input_token_details':{'text_tokens':2,'audio_tokens':7},'output_tokens':5} | input=2 audio_input=7 output=5",
        "openai-transcription | {'type':'tokens','input_tokens':9,'output_tokens':5} | audio_input=9 output=5",
        "openai-transcription | {'type':'duration','seconds':4.01} | audio_seconds=5",
        "openai-transcription | {'type':'duration','seconds':4} | audio_seconds=4",
        "anthropic | {'input_tokens':9,'output_tokens':5} | input=9 output=5",
        "anthropic | {'input_tokens':9,'cache_read_input_tokens':100,'cache_creation_input_tokens':5,'cache_creation':{'ephemeral_5m_input_tokens':3,'ephemeral_1h_input_tokens':2},'output_tokens':5} | input=9 cache_read=100 cache_write=3 cache_write_1h=2 output=5",
        "anthropic | {'input_tokens':9,'cache_creation_input_tokens':5,'output_tokens':5} | input=9 cache_write_1h=5 output=5",
        "anthropic | {'input_tokens':9,'cache_creation_input_tokens':5,'cache_creation':{'ephemeral_5m_input_tokens':3},'output_tokens':5} | input=9 cache_write=3 cache_write_1h=2 output=5",
        "anthropic | {'input_tokens':9,'output_tokens':5,'output_tokens_details':{'thinking_tokens':3},'server_tool_use':{'web_search_requests':2,'web_fetch_requests':7}} | input=9 output=5 web_search=2",
        "anthropic | {'input_tokens':9,'output_tokens':5,'iterations':[{'type':'compaction','input_tokens':100,'output_tokens':20},{'type':'message','input_tokens':9,'output_tokens':5}]} | input=109 output=25",
        "google | {'promptTokenCount':9,'candidatesTokenCount':5,'thoughtsTokenCount':3,'toolUsePromptTokenCount':2,'totalTokenCount':19} | input=11 output=8",
        "google | {'promptTokenCount':9} | input=9",
        "google | {'promptTokenCount':9,'cachedContentTokenCount':4,'candidatesTokenCount':1} | input=5 cache_read=4 output=1",
        "google | {'promptTokenCount':9,'promptTokensDetails':[{'modality':'TEXT','tokenCount':2},{'modality':'IMAGE','tokenCount':3},{'modality':'VIDEO','tokenCount':1},{'modality':'AUDIO','tokenCount':3}]} | input=2 audio_input=3 image_input=4",
        "google | {'promptTokenCount':9,'cachedContentTokenCount':4,'cacheTokensDetails':[{'modality':'IMAGE','tokenCount':3},{'modality':'AUDIO','tokenCount':1}],'promptTokensDetails':[{'modality':'IMAGE','tokenCount':3},{'modality':'AUDIO','tokenCount':3}]} | input=3 cache_read=3 audio_input=3",
        "google | {'promptTokenCount':9,'cachedContentTokenCount':4,'promptTokensDetails':[{'modality':'AUDIO','tokenCount':3},{'modality':'TEXT','tokenCount':6}]} | input=5 cache_read=1 audio_input=3",
        "google | {'promptTokenCount':9,'candidatesTokenCount':20,'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':12},{'modality':'AUDIO','tokenCount':3}],'thoughtsTokenCount':2} | input=9 output=7 audio_output=3 image_output=12",
        "cohere | {'billed_units':{'input_tokens':9,'output_tokens':5},'tokens':{'input_tokens':70,'output_tokens':5}} | input=9 output=5"
      })
  void documentedAccountIsRead(String form, String usage, String counts) {
    assertThat(read(form, usage, "{}").map(UsageFormTest::written)).contains(counts);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai-chat | {}",
        "openai-chat | {'prompt_tokens':9}",
        "openai-chat | {'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':null,'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':-1,'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':-1}",
        "openai-chat | {'prompt_tokens':1.5,'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':9.0,'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':1e3,'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':'9','completion_tokens':9}",
        "openai-chat | {'prompt_tokens':9007199254740993,'completion_tokens':9}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'total_tokens':11}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'total_tokens':-1}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'cached_tokens':10}}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'cached_tokens':-1}}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'cached_tokens':5,'cache_write_tokens':5}}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':{'text_tokens':5,'audio_tokens':5}}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'prompt_tokens_details':[]}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'completion_tokens_details':{'reasoning_tokens':2}}",
        "openai-chat | {'prompt_tokens':9,'completion_tokens':1,'completion_tokens_details':{'audio_tokens':2}}",
        "openai-chat | {'type':'duration','seconds':1}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'service_tier':'a b'}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'service_tier':''}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'speed':'12345678901234567890123456789012345678901'}",
        "openai-transcription | {'type':'duration'}",
        "openai-responses | {'input_tokens':9,'output_tokens':1,'input_tokens_details':{'cached_tokens':10}}",
        "openai-images | {'input_tokens':9,'output_tokens':1,'input_tokens_details':{'image_tokens':10}}",
        "openai-images | {'input_tokens':9,'output_tokens':1,'output_tokens_details':{'text_tokens':2}}",
        "openai-transcription | {'type':'duration','seconds':-0.5}",
        "openai-transcription | {'type':'duration','seconds':'5'}",
        "openai-transcription | {'type':'tokens','input_tokens':9,'input_token_details':{'text_tokens':10},'output_tokens':5}",
        "anthropic | {'output_tokens':5}",
        "anthropic | {'input_tokens':5}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'cache_read_input_tokens':-5}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'server_tool_use':{'code_execution_requests':1}}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'iterations':[{'type':'advisor_message','input_tokens':1,'output_tokens':1}]}",
        "anthropic | {'input_tokens':5,'output_tokens':5,'iterations':{}}",
        "google | {'candidatesTokenCount':5}",
        "google | {'promptTokenCount':9,'candidatesTokenCount':5,'totalTokenCount':15}",
        "google | {'promptTokenCount':9,'cachedContentTokenCount':10}",
        "google | {'promptTokenCount':9,'promptTokensDetails':[{'modality':'AUDIO','tokenCount':10}]}",
        "google | {'promptTokenCount':9,'promptTokensDetails':[{'modality':'TEXT','tokenCount':10}]}",
        "google | {'promptTokenCount':9,'promptTokensDetails':[{'modality':'SMELL','tokenCount':1}]}",
        "google | {'promptTokenCount':9,'candidatesTokenCount':5,'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':6}]}",
        "google | {'promptTokenCount':9,'candidatesTokenCount':5,'thoughtsTokenCount':-5}",
        "cohere | {'billed_units':{'input_tokens':1,'output_tokens':1,'search_units':1}}",
        "cohere | {'tokens':{'input_tokens':1,'output_tokens':1}}"
      })
  void implausibleAccountIsNotReadAtAll(String form, String usage) {
    assertThat(read(form, usage, "{}")).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai-chat | {'prompt_tokens':1,'completion_tokens':1} | {'service_tier':'priority'} | priority",
        "openai-chat | {'prompt_tokens':1,'completion_tokens':1} | {'service_tier':null} | -",
        "anthropic | {'input_tokens':1,'output_tokens':1,'service_tier':'standard','inference_geo':'not_available'} | {} | -",
        "anthropic | {'input_tokens':1,'output_tokens':1,'service_tier':'priority'} | {} | priority",
        "anthropic | {'input_tokens':1,'output_tokens':1,'speed':'fast','inference_geo':'us'} | {} | fast+geo-us",
        "google | {'promptTokenCount':1,'serviceTier':'SERVICE_TIER_FLEX'} | {} | flex",
        "google | {'promptTokenCount':1} | {'serviceTier':'priority'} | priority"
      })
  void tierIsTheOneThatTheProviderSaysItBillsBy(
      String form, String usage, String holder, String tier) {
    assertThat(read(form, usage, holder).orElseThrow().serviceTier().orElse("-")).isEqualTo(tier);
  }

  /** Whatever a provider subtracts from its input, no token gets lost. */
  @Test
  void noTokenGetsLost() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      int prompt = random.nextInt(50);
      int completion = random.nextInt(50);
      String openAi =
          "{'prompt_tokens':%d,'completion_tokens':%d,'prompt_tokens_details':{'cached_tokens':%d,'audio_tokens':%d,'cache_write_tokens':%d},'completion_tokens_details':{'audio_tokens':%d}}"
              .formatted(
                  prompt,
                  completion,
                  random.nextInt(50),
                  random.nextInt(50),
                  random.nextInt(20),
                  random.nextInt(50));
      String google =
          "{'promptTokenCount':%d,'candidatesTokenCount':%d,'cachedContentTokenCount':%d,'promptTokensDetails':[{'modality':'AUDIO','tokenCount':%d},{'modality':'IMAGE','tokenCount':%d}],'cacheTokensDetails':[{'modality':'AUDIO','tokenCount':%d},{'modality':'TEXT','tokenCount':%d}]}"
              .formatted(
                  prompt,
                  completion,
                  random.nextInt(50),
                  random.nextInt(30),
                  random.nextInt(30),
                  random.nextInt(10),
                  random.nextInt(10));
      for (Map.Entry<String, String> one :
          Map.of("openai-chat", openAi, "google", google).entrySet()) {
        read(one.getKey(), one.getValue(), "{}")
            .ifPresent(
                counts -> {
                  assertThat(counts.inputTokens()).as(one.getValue()).isEqualTo(prompt);
                  assertThat(counts.of(UsageUnit.OUTPUT) + counts.of(UsageUnit.AUDIO_OUTPUT))
                      .isEqualTo(completion);
                });
      }
    }
  }

  private static Optional<UsageCounts> read(String form, String usage, String holder) {
    return UsageForm.ofWireName(form).orElseThrow().read(json(usage), json(holder));
  }

  static JsonObject json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(UTF_8));
  }

  static String written(UsageCounts counts) {
    return counts.counts().entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> entry.getKey().wireName() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
