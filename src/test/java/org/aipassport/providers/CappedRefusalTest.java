package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a grant with a money cap cannot pay for, because nobody could say what it costs at most. */
class CappedRefusalTest {
  private static final String PICTURE = "data:image/png;base64,AAAA";

  @ParameterizedTest(name = "{0} {1} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | chat/completions | new_member | 'new_member':1",
        "openai | chat/completions | new_member | 'new_member':null",
        "openai | chat/completions | web_search_options | 'web_search_options':{}",
        "openai | chat/completions | prediction | 'prediction':{'type':'content','content':'x'}",
        "openai | chat/completions | moderation | 'moderation':{}",
        "openai | chat/completions | tools[0].type | 'tools':[{'type':'web_search'}]",
        "openai | chat/completions | tools[0] | 'tools':[{'web_search':{}}]",
        "openai | chat/completions | modalities[0] | 'modalities':['image']",
        "openai | chat/completions | messages[0].content[0].image_url.url | 'messages':[{'content':[{'type':'image_url','image_url':{'url':'https://x.example/a.png'}}]}]",
        "openai | chat/completions | messages[0].content[0].image_url.url | 'messages':[{'content':[{'type':'image_url','image_url':{'url':'DATA:image/png;base64,AA'}}]}]",
        "openai | chat/completions | messages[0].content[0].image_url.url | 'messages':[{'content':[{'type':'image_url','image_url':{'url':'data:application/pdf;base64,AA'}}]}]",
        "openai | chat/completions | messages[0].content[0].image_url | 'messages':[{'content':[{'type':'image_url','image_url':'https://x.example/a.png'}]}]",
        "openai | chat/completions | messages[0].content[0].input_audio | 'messages':[{'content':[{'type':'input_audio','input_audio':'https://x.example/a.mp3'}]}]",
        "openai | chat/completions | messages[0].content[0].type | 'messages':[{'content':[{'type':'video_url'}]}]",
        "openai | chat/completions | messages[0].content[0] | 'messages':[{'content':[{'video_url':{}}]}]",
        "openai | chat/completions | messages[0].content[0].file.file_url | 'messages':[{'content':[{'type':'file','file':{'file_url':'https://x.example/'}}]}]",
        "openai | chat/completions | n | 'n':'9'",
        "openai | chat/completions | n | 'n':0",
        "openai | chat/completions | n | 'n':1.0",
        "openai | chat/completions | n | 'n':100000000",
        "openai | chat/completions | max_tokens | 'max_tokens':-1",
        "openai | chat/completions | max_completion_tokens | 'max_completion_tokens':'9'",
        "openai | chat/completions | max_tokens | 'max_tokens':2000000000",
        "openai | completions | echo | 'echo':true",
        "openai | completions | best_of | 'best_of':1000,'n':10000",
        "openai | responses | tools[0].type | 'tools':[{'type':'web_search'}]",
        "openai | responses | tools[0].type | 'tools':[{'type':'web_search_preview_2025_03_11'}]",
        "openai | responses | tools[0].type | 'tools':[{'type':'code_interpreter','container':{'type':'auto'}}]",
        "openai | responses | tools[0].type | 'tools':[{'type':'computer_use_preview'}]",
        "openai | responses | tools[0].type | 'tools':[{'type':'mcp','server_url':'https://x.example/'}]",
        "openai | responses | tools[0].type | 'tools':[{'type':'image_generation'}]",
        "openai | responses | tools[0].tools[0].type | 'tools':[{'type':'namespace','tools':[{'type':'web_search'}]}]",
        "openai | responses | input[0].tools[0].type | 'input':[{'type':'additional_tools','tools':[{'type':'mcp'}]}]",
        "openai | responses | context_management | 'context_management':[{'type':'compaction'}]",
        "openai | responses | input[0].type | 'input':[{'type':'computer_call_output'}]",
        "openai | responses | input[0].content[0].image_url | 'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://x.example/a.png'}]}]",
        "openai | responses | input[0].content[0].file_url | 'input':[{'role':'user','content':[{'type':'input_file','file_url':'https://x.example/a.pdf'}]}]",
        "openai | responses | input[0].output[0].file_url | 'input':[{'type':'function_call_output','output':[{'type':'input_file','file_url':'https://x.example/'}]}]",
        "openai | responses | input[0].content[0].type | 'input':[{'role':'user','content':[{'type':'input_video'}]}]",
        "openai | embeddings | input[0] | 'input':[{'image':'x'}]",
        "openai | embeddings | input_type | 'input':'x','input_type':'query'",
        "openai | moderations | input[0] | 'input':[{'type':'image_url','image_url':{'url':'https://x.example/'}}]",
        "anthropic | messages | new_member | 'new_member':1",
        "anthropic | messages | speed | 'speed':'fast'",
        "anthropic | messages | inference_geo | 'inference_geo':'us'",
        "anthropic | messages | mcp_servers | 'mcp_servers':[{'type':'url','url':'https://x.example/'}]",
        "anthropic | messages | container | 'container':{}",
        "anthropic | messages | fallback_credit_token | 'fallback_credit_token':'x'",
        "anthropic | messages | compaction | 'compaction':{}",
        "anthropic | messages | context_management.edits[0].type | 'context_management':{'edits':[{'type':'compact_20260112'}]}",
        "anthropic | messages | tools[0].type | 'tools':[{'type':'web_fetch_20250910','max_uses':1}]",
        "anthropic | messages | tools[0].type | 'tools':[{'type':'code_execution_20250825'}]",
        "anthropic | messages | tools[0].type | 'tools':[{'type':'computer_20250124'}]",
        "anthropic | messages | tools[0].type | 'tools':[{'type':'web_search_20260209','max_uses':1}]",
        "anthropic | messages | tools[0].type | 'tools':[{'type':'advisor_20260301','model':'m'}]",
        "anthropic | messages | tools[0] | 'tools':[{'type':'web_search_20250305'}]",
        "anthropic | messages | tools[0] | 'tools':[{'type':'Web_Search_20250305'}]",
        "anthropic | messages | tools[0].max_uses | 'tools':[{'type':'web_search_20250305','max_uses':'3'}]",
        "anthropic | messages | messages[0].content[0].source.type | 'messages':[{'content':[{'type':'image','source':{'type':'url','url':'https://x.example/'}}]}]",
        "anthropic | messages | messages[0].content[0].content[0].source.type | 'messages':[{'content':[{'type':'tool_result','content':[{'type':'image','source':{'type':'url'}}]}]}]",
        "anthropic | messages | messages[0].content[0].source | 'messages':[{'content':[{'type':'image','source':{'type':'base64','data':'AAAA'}}]}]",
        "anthropic | messages | messages[0].content[0].source | 'messages':[{'content':[{'type':'image','source':{'media_type':'image/png','data':'AAAA'}}]}]",
        "anthropic | messages | messages[0].content[0].type | 'messages':[{'content':[{'type':'video'}]}]",
        "anthropic | messages | system[0].type | 'system':[{'type':'video'}]",
        "anthropic | messages | max_tokens | 'max_tokens':0"
      })
  void cappedGrantCannotPayFor(String type, String path, String field, String members) {
    refusedIfCapped(type, "/v1/" + path, field, members);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "newMember | 'newMember':1",
        "tools[0] | 'tools':[{'googleSearch':{}}]",
        "tools[0] | 'tools':[{'google_search':{}}]",
        "tools[0] | 'tools':[{'functionDeclarations':[],'googleMaps':{}}]",
        "tools[0] | 'tools':[{'urlContext':{}}]",
        "tools[0] | 'tools':[{'codeExecution':{}}]",
        "tools[0] | 'tools':[{'newTool':{}}]",
        "tools | 'tools':{'computerUse':{}}",
        "generationConfig | 'generationConfig':{'newMember':1}",
        "generation_config | 'generation_config':{'new_member':1}",
        "generationConfig.responseModalities[0] | 'generationConfig':{'responseModalities':['VIDEO']}",
        "generationConfig.maxOutputTokens | 'generationConfig':{'maxOutputTokens':'9'}",
        "generationConfig.candidateCount | 'generationConfig':{'candidateCount':2.0}",
        "contents[0].parts[0] | 'contents':[{'parts':[{'fileData':{'fileUri':'https://youtu.be/x'}}]}]",
        "contents[0].parts[0] | 'contents':[{'parts':[{'newPart':{}}]}]",
        "contents[0].parts[0].inlineData | 'contents':[{'parts':[{'inlineData':{'data':'AAAA'}}]}]",
        "systemInstruction.parts[0] | 'systemInstruction':{'parts':[{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}"
      })
  void cappedGrantCannotPayGoogleFor(String field, String members) {
    refusedIfCapped("google", "/v1beta/models/m:generateContent", field.trim(), members);
  }

  @ParameterizedTest(name = "{0} {1} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "google | /v1beta/models/m:embedContent | content.parts[0] | 'content':{'parts':[{'inlineData':{}}]}",
        "google | /v1beta/models/m:batchEmbedContents | requests[0].content.parts[0] | 'requests':[{'content':{'parts':[{'inlineData':{}}]}}]",
        "mistral | /v1/chat/completions | guardrails | 'guardrails':[]",
        "mistral | /v1/chat/completions | messages[0].content[0].type | 'messages':[{'content':[{'type':'document_url','document_url':'https://x.example/'}]}]",
        "mistral | /v1/audio/speech | ref_audio | 'ref_audio':'AAAA'",
        "ollama | /v1/chat/completions | options | 'options':{'num_predict':-1}",
        "vllm | /v1/chat/completions | echo | 'echo':true"
      })
  void cappedGrantCannotPayOthersFor(String type, String path, String field, String members) {
    refusedIfCapped(type, path, field, members);
  }

  private static void refusedIfCapped(String type, String path, String field, String members) {
    Understood call = Asking.ask(type, path, members); // a grant without a cap may
    RefusalException refusal = Refused.refused(Refusal.POLICY, () -> Bounded.of(call));
    String named = field.replaceAll("\\[(\\d+)]", ".$1");
    assertThat(refusal.field().orElseThrow().replaceAll("\\[(\\d+)]", ".$1")).isEqualTo(named);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/chat/completions | 'messages':[{'role':'user','content':'x'}],'n':null,'max_tokens':null,'web_search_options':null",
        "openai | /v1/chat/completions | 'messages':[{'content':[{'type':'text','text':'x'},{'type':'image_url','image_url':{'url':'data:image/png;base64,AA','detail':'high'}}]}]",
        "openai | /v1/chat/completions | 'tools':[{'type':'function','function':{'name':'f','parameters':{}}}],'response_format':{'type':'json_object'}",
        "openai | /v1/responses | 'input':'x','tools':[{'type':'function','name':'f'},{'type':'namespace','tools':[{'type':'custom'}]}]",
        "openai | /v1/responses | 'input':[{'role':'user','content':'x'},{'type':'reasoning','encrypted_content':'x','summary':[]},{'type':'function_call_output','output':'x'}]",
        "openai | /v1/responses | 'background':false,'include':['reasoning.encrypted_content']",
        "openai | /v1/embeddings | 'input':[[1,2],[3]]",
        "anthropic | /v1/messages | 'system':[{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}],'tools':[{'name':'t','input_schema':{}}]",
        "anthropic | /v1/messages | 'messages':[{'content':[{'type':'tool_result','content':'x'},{'type':'thinking','thinking':'x','signature':'x'}]}]",
        "anthropic | /v1/messages | 'context_management':{'edits':[{'type':'clear_thinking_20251015'}]},'speed':'standard'",
        "anthropic | /v1/messages | 'tools':[{'type':'bash_20250124','name':'bash'},{'type':'custom','name':'x'}]",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'text':'x'},{'functionCall':{'name':'f'}}]}],'tools':[{'function_declarations':[]}]",
        "google | /v1beta/models/m:generateContent | 'generation_config':{'max_output_tokens':9,'thinking_config':{'thinking_budget':-1}}",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'inline_data':{'mime_type':'image/png','data':'AA'}}]}],'safety_settings':[]"
      })
  void cappedGrantCanPayForWhatSdksAndToolsSend(String type, String path, String members) {
    assertThatCode(() -> Bounded.ask(type, path, members)).doesNotThrowAnyException();
  }

  @Test
  void unknownMemberThatTheOperatorCallsInertPasses() {
    Understood call =
        Asking.ask("openai", "/v1/chat/completions", "'new_member':1,'other_member':1");
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class,
            () -> call.operation().bounded(call, 0, Set.of("new_member")::contains));
    assertThat(refusal.field()).contains("other_member");
    assertThatCode(
            () -> call.operation().bounded(call, 0, Set.of("new_member", "other_member")::contains))
        .doesNotThrowAnyException();
  }

  @Test
  void inertMemberLiftsNoOtherRefusal() {
    Understood call = Asking.ask("openai", "/v1/chat/completions", "'web_search_options':{}");
    Refused.as(Refusal.POLICY, () -> call.operation().bounded(call, 0, name -> true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"images_variations"})
  void operationOfWhichNothingIsKnownHasNoBound(String name) {
    RefusalException refusal =
        Refused.refused(
            Refusal.POLICY,
            () ->
                Bounded.form(
                    "openai",
                    "/v1/images/variations",
                    Map.of("model", false, "image", true),
                    Asking.json("{'model':'m'}")));
    assertThat(refusal.field()).contains(name);
  }

  @Test
  void unknownFileOfAFormIsRefused() {
    RefusalException refusal =
        Refused.refused(
            Refusal.POLICY,
            () ->
                Bounded.form(
                    "openai",
                    "/v1/audio/translations",
                    Map.of("model", false, "file2", true),
                    Asking.json("{'model':'m'}")));
    assertThat(refusal.field()).contains("file2");
  }

  @Test
  void pictureOfAServerWithoutAFigureIsBoundedByTheContextOnly() {
    String picture =
        "'messages':[{'content':[{'type':'image_url','image_url':{'url':'" + PICTURE + "'}}]}]";
    for (String type : new String[] {"vllm", "ollama", "openai-compatible", "cohere"}) {
      BoundedCall call = Bounded.ask(type, "/v1/chat/completions", picture);
      RefusalException refusal =
          Refused.refused(Refusal.POLICY, () -> call.at(1, Bounded.NO_WINDOW));
      assertThat(refusal.field()).contains("messages[0].content[0].image_url.url");
    }
  }
}
