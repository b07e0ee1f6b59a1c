package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members by which a caller could reach what is not the grant's, one line for each attack. */
class TableAttackTest {
  private static final String GENERATE = "/v1beta/models/m:generateContent";
  private static final String COUNT = "/v1beta/models/m:countTokens";

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kept conversation       | responses | 'previous_response_id':'resp_1'",
        "conversation            | responses | 'conversation':'conv_1'",
        "conversation object     | responses | 'conversation':{'id':'conv_1'}",
        "stored prompt           | responses | 'prompt':{'id':'pmpt_1'}",
        "background              | responses | 'background':true",
        "background as text      | responses | 'background':'true'",
        "item reference          | responses | 'input':[{'type':'item_reference','id':'msg_1'}]",
        "item reference in caps  | responses | 'input':[{'type':'ITEM_REFERENCE','id':'msg_1'}]",
        "item without type       | responses | 'input':[{'id':'msg_1'}]",
        "item of type null       | responses | 'input':[{'type':null,'id':'msg_1'}]",
        "item outside a list     | responses | 'input':{'id':'msg_1'}",
        "kept reasoning          | responses | 'input':[{'type':'reasoning','id':'rs_1','summary':[]}]",
        "kept reasoning, empty   | responses | 'input':[{'type':'reasoning','id':'rs_1','encrypted_content':'','content':[]}]",
        "kept compaction         | responses | 'input':[{'type':'compaction','id':'cmp_1'}]",
        "kept image              | responses | 'input':[{'type':'image_generation_call','id':'ig_1'}]",
        "forged container use    | responses | 'input':[{'type':'code_interpreter_call','id':'ci_1','container_id':'cntr_1'}]",
        "forged shell use        | responses | 'input':[{'type':'shell_call','environment':{'type':'container_reference','container_id':'cntr_1'}}]",
        "file                    | responses | 'input':[{'role':'user','content':[{'type':'input_file','file_id':'file_1'}]}]",
        "file of one part        | responses | 'input':[{'role':'user','content':{'type':'input_file','file_id':'file_1'}}]",
        "file of one message     | responses | 'input':{'role':'user','content':[{'type':'input_image','file_id':'file_1'}]}",
        "file in a tool's output | responses | 'input':[{'type':'function_call_output','output':[{'type':'input_file','file_id':'f'}]}]",
        "screenshot by id        | responses | 'input':[{'type':'computer_call_output','output':{'type':'computer_screenshot','file_id':'f'}}]",
        "file search             | responses | 'tools':[{'type':'file_search'}]",
        "vector stores           | responses | 'tools':[{'type':'x','vector_store_ids':['vs_1']}]",
        "connector               | responses | 'tools':[{'type':'mcp','connector_id':'connector_gmail'}]",
        "tunnel                  | responses | 'tools':[{'type':'mcp','tunnel_id':'t'}]",
        "another model           | responses | 'tools':[{'type':'image_generation','model':'big'}]",
        "mask by id              | responses | 'tools':[{'type':'image_generation','input_image_mask':{'file_id':'f'}}]",
        "container by name       | responses | 'tools':[{'type':'code_interpreter','container':'cntr_1'}]",
        "container by id         | responses | 'tools':[{'type':'code_interpreter','container':{'type':'auto','id':'cntr_1'}}]",
        "container's files       | responses | 'tools':[{'type':'code_interpreter','container':{'type':'auto','file_ids':['f']}}]",
        "container's skills      | responses | 'tools':[{'type':'shell','container':{'skills':[{'type':'skill_reference','skill_id':'s'}]}}]",
        "shell in a container    | responses | 'tools':[{'type':'shell','environment':{'type':'container_reference','container_id':'c'}}]",
        "shell's files           | responses | 'tools':[{'type':'shell','environment':{'type':'container_auto','file_ids':['f']}}]",
        "shell's skills          | responses | 'tools':[{'type':'shell','environment':{'type':'container_auto','skills':[{'skill_id':'s'}]}}]",
        "tool outside a list     | responses | 'tools':{'type':'file_search'}",
        "tool in a namespace     | responses | 'tools':[{'type':'namespace','name':'n','tools':[{'type':'file_search'}]}]",
        "tool in two namespaces  | responses | 'tools':[{'type':'namespace','tools':[{'tools':[{'type':'mcp','connector_id':'c'}]}]}]",
        "tool that was found     | responses | 'input':[{'type':'tool_search_output','tools':[{'type':'mcp','connector_id':'c'}]}]",
        "tool that is added      | responses | 'input':[{'type':'additional_tools','role':'developer','tools':[{'type':'file_search'}]}]",
        "storing                 | responses | 'store':true",
        "storing, as text        | responses | 'store':'false'",
        "counting a conversation | responses/input_tokens | 'conversation':'conv_1'",
        "counting a file         | responses/input_tokens | 'input':[{'role':'user','content':[{'file_id':'f'}]}]",
        "counting a kept item    | responses/input_tokens | 'input':[{'id':'msg_1'}]",
        "counting a found tool   | responses/input_tokens | 'tools':[{'type':'file_search'}]",
        "storing a chat          | chat/completions | 'store':true",
        "file in a chat          | chat/completions | 'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]",
        "file of one message     | chat/completions | 'messages':{'content':{'file':{'file_id':'f'}}}",
        "kept speech             | chat/completions | 'messages':[{'role':'assistant','audio':{'id':'audio_1'}}]",
        "somebody's voice        | chat/completions | 'audio':{'voice':{'id':'voice_1'},'format':'wav'}",
        "somebody's voice        | audio/speech | 'voice':{'id':'voice_1'}",
        "gateway's fallbacks     | chat/completions | 'providerOptions':{'gateway':{'models':['other']}}",
        "router's preset         | chat/completions | 'preset':'mine'",
        "server's template       | chat/completions | 'chat_template':'x'",
        "server's memory         | completions | 'prompt_embeds':'x'"
      })
  void openAiRefuses(String attack, String path, String members) {
    refused("openai", "/v1/" + path, members);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "container            | 'container':'c'",
        "container's id       | 'container':{'id':'c'}",
        "skills               | 'container':{'skills':[{'skill_id':'s'}]}",
        "image by id          | 'messages':[{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}]",
        "file source          | 'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file'}}]}]",
        "block outside a list | 'messages':[{'role':'user','content':{'type':'document','source':{'type':'file','file_id':'f'}}}]",
        "file in a result     | 'messages':[{'role':'user','content':[{'type':'tool_result','content':[{'source':{'file_id':'f'}}]}]}]",
        "file deep in results | 'messages':[{'content':[{'content':{'type':'web_fetch_result','content':{'source':{'file_id':'f'}}}}]}]",
        "file in a document   | 'messages':[{'content':[{'type':'document','source':{'type':'content','content':[{'source':{'file_id':'f'}}]}}]}]",
        "upload               | 'messages':[{'content':[{'type':'container_upload','file_id':'f'}]}]",
        "file of the system's | 'system':[{'type':'text','source':{'file_id':'f'}}]",
        "thread               | 'thread':{'type':'continue','previous_message_id':'msg_1'}",
        "another model        | 'fallbacks':[{'model':'big'}]",
        "another payer        | 'billing_policy':{'bill_to':'x'}"
      })
  void anthropicRefuses(String attack, String members) {
    refused("anthropic", "/v1/messages", members);
    refused("anthropic", "/v1/messages/count_tokens", members);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "storing              | 'store':true",
        "cache                | 'cachedContent':'cachedContents/1'",
        "cache, snake case    | 'cached_content':'cachedContents/1'",
        "file                 | 'contents':[{'parts':[{'fileData':{'fileUri':'https://generativelanguage.googleapis.com/v1beta/files/1'}}]}]",
        "file, snake case     | 'contents':[{'parts':[{'file_data':{'file_uri':'https://x.example/files/1'}}]}]",
        "file outside a list  | 'contents':{'parts':{'file_data':{'fileUri':'files/1'}}}",
        "not quite YouTube    | 'contents':[{'parts':[{'fileData':{'fileUri':'https://www.youtube.com.x.example/'}}]}]",
        "file in a result     | 'contents':[{'parts':[{'functionResponse':{'parts':[{'fileData':{'fileUri':'files/1'}}]}}]}]",
        "file of the system's | 'system_instruction':{'parts':[{'file_data':{}}]}",
        "file search          | 'tools':[{'fileSearch':{}}]",
        "file search, snake   | 'tools':[{'file_search':{}}]",
        "retrieval            | 'tools':{'retrieval':{}}",
        "another model        | 'generationConfig':{'routingConfig':{'manualMode':{'modelName':'big'}}}",
        "another model, snake | 'generation_config':{'routing_config':{}}",
        "sound by number      | 'generationConfig':{'responseModalities':[3]}",
        "sound by its number  | 'generationConfig':{'response_modalities':['3']}"
      })
  void googleRefuses(String attack, String members) {
    refused("google", GENERATE, members);
    refused("google", COUNT, members);
    refused("google", COUNT, "'generateContentRequest':{'model':'m'," + members + "}");
    refused("google", COUNT, "'generate_content_request':{" + members + "}");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "google | /v1beta/models/m:generateContent | 'model':'big'",
        "google | /v1beta/models/m:generateContent | 'model':'models/big'",
        "google | /v1beta/models/m:countTokens | 'generateContentRequest':{'model':'models/big'}",
        "google | /v1beta/models/m:countTokens | 'generate_content_request':{'model':'models/big'}",
        "google | /v1beta/models/m:embedContent | 'model':'tunedModels/m'",
        "google | /v1beta/models/m:batchEmbedContents | 'requests':[{'model':'models/m'},{'model':'models/big'}]",
        "google | /v1beta/models/m:batchEmbedContents | 'requests':{'model':'models/big'}",
        "anthropic | /v1/messages | 'tools':[{'type':'advisor_20260301','name':'advisor','model':'big'}]",
        "anthropic | /v1/messages | 'tools':{'type':'advisor_20260301','Model':'big'}"
      })
  void anotherModelAtASecondPlaceIsRefused(String type, String path, String members) {
    refused(type, path, members);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/responses | 'input':[{'Type':'item_reference','id':'m'}]",
        "openai | /v1/responses | 'tools':[{'type':'mcp','Connector_id':'c'}]",
        "openai | /v1/responses | 'tools':[{'tools':[{'typ\u0045':'file_search'}]}]",
        "openai | /v1/chat/completions | 'messages':[{'Content':[{'file':{'file_id':'f'}}]}]",
        "openai | /v1/chat/completions | 'messages':[{'content':[{'file':{'FILE_ID':'f'}}]}]",
        "anthropic | /v1/messages | 'messages':[{'content':[{'Source':{'file_id':'f'}}]}]",
        "google | /v1beta/models/m:generateContent | 'contents':[{'Parts':[]}]",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'filedata':{}}]}]",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'fileData':{},'file_data':{}}]}]",
        "google | /v1beta/models/m:generateContent | 'generationConfig':{},'generation_config':{}",
        "google | /v1beta/models/m:generateContent | 'Cached_Content':'c'"
      })
  void memberInAnotherSpellingIsRefused(String type, String path, String members) {
    refused(type, path, members);
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mistral | /v1/chat/completions | 'messages':[{'content':[{'type':'file','file_id':'f'}]}]",
        "mistral | /v1/chat/completions | 'tools':[{'type':'document_library','library_ids':['l']}]",
        "mistral | /v1/chat/completions | 'tools':[{'type':'connector'}]",
        "azure-openai | /v1/chat/completions | 'data_sources':[{}]",
        "azure-openai | /v1/chat/completions | 'dataSources':[{}]",
        "azure-openai | /v1/responses | 'previous_response_id':'r'",
        "bedrock | /v1/responses | 'previous_response_id':'r'",
        "vllm | /v1/chat/completions | 'chat_template':'x'",
        "vllm | /v1/chat/completions | 'chat_template_kwargs':{'chat_template':'x'}",
        "vllm | /v1/chat/completions | 'chat_template_kwargs':{'tokenize':true}",
        "vllm | /v1/chat/completions | 'kv_transfer_params':{}",
        "vllm | /v1/completions | 'prompt_embeds':'x'",
        "vllm | /v1/chat/completions | 'messages':[{'content':[{'image_url':{'url':'file:///etc/passwd'}}]}]",
        "vllm | /v1/chat/completions | 'messages':[{'content':[{'video_url':{'url':'http://10.0.0.1/'}}]}]",
        "vllm | /v1/chat/completions | 'messages':[{'content':[{'image_url':'http://10.0.0.1/'}]}]",
        "vllm | /v1/responses | 'input':[{'role':'user','content':[{'image_url':'http://10.0.0.1/'}]}]"
      })
  void otherTypesRefuse(String type, String path, String members) {
    refused(type, path, members);
  }

  @ParameterizedTest(name = "{2} of {0} needs {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/responses | 'tools':[{'type':'code_interpreter','container':{'type':'auto'}}] | CODE",
        "openai | /v1/responses | 'tools':[{'type':'shell'}] | CODE",
        "openai | /v1/responses | 'tools':[{'tools':[{'type':'local_shell'}]}] | CODE",
        "openai | /v1/responses | 'tools':[{'type':'Image_Generation'}] | IMAGES",
        "openai | /v1/completions | 'suffix':'x' | CODE",
        "anthropic | /v1/messages | 'tools':[{'type':'code_execution_20250825'}] | CODE",
        "google | /v1beta/models/m:generateContent | 'tools':[{'codeExecution':{}}] | CODE",
        "google | /v1beta/models/m:generateContent | 'tools':[{'code_execution':{}}] | CODE",
        "google | /v1beta/models/m:generateContent | 'generationConfig':{'responseModalities':['audio']} | AUDIO",
        "google | /v1beta/models/m:generateContent | 'generation_config':{'response_modalities':'Image'} | IMAGES",
        "google | /v1beta/models/m:generateContent | 'generationConfig':{'speechConfig':{}} | AUDIO",
        "google | /v1beta/models/m:generateContent | 'generationConfig':{'responseFormat':{'image':{}}} | IMAGES",
        "mistral | /v1/chat/completions | 'tools':[{'type':'code_interpreter'}] | CODE",
        "mistral | /v1/fim/completions | 'prompt':'x' | CODE"
      })
  void moreThanTheOperationNeedsACapability(
      String type, String path, String members, Capability needed) {
    assertThat(Asking.ask(type, path, members).capabilities()).contains(needed);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai | /v1/responses | 'tools':[{'type':'namespace','name':'n','tools':[{'type':'function','name':'f'}]},{'type':'web_search'}]",
        "openai | /v1/responses | 'input':[{'role':'user','content':'x'},{'type':'reasoning','id':'rs_1','encrypted_content':'x'}]",
        "openai | /v1/responses | 'input':[{'type':'reasoning','summary':[]}],'background':false,'conversation':null",
        "openai | /v1/responses | 'input':'x','prompt':null,'previous_response_id':null",
        "openai | /v1/chat/completions | 'tools':[{'type':'function','function':{'name':'f','parameters':{'Type':'object'}}}]",
        "anthropic | /v1/messages | 'messages':[{'role':'system','content':'x'}],'tools':[{'name':'t','defer_loading':true}]",
        "anthropic | /v1/messages | 'messages':[{'content':[{'type':'code_execution_tool_result','content':{'content':[{'file_id':'f'}]}}]}]",
        "anthropic | /v1/messages | 'tools':[{'type':'advisor_20260301','model':'m'}],'container':null",
        "google | /v1beta/models/m:generateContent | 'contents':[{'parts':[{'fileData':{'fileUri':'https://www.youtube.com/watch?v=x'}}]}]",
        "google | /v1beta/models/m:generateContent | 'model':'models/m','system_instruction':{'parts':{'text':'x'}}",
        "google | /v1beta/models/m:generateContent | 'generationConfig':{'responseModalities':['text']},'cachedContent':null",
        "vllm | /v1/chat/completions | 'messages':[{'content':[{'image_url':{'url':'data:image/png;base64,x'}}]}]"
      })
  void whatSdksAndToolsSendPasses(String type, String path, String members) {
    assertThatCode(() -> Asking.ask(type, path, members)).doesNotThrowAnyException();
  }

  private static void refused(String type, String path, String members) {
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> Asking.ask(type, path, members));
    assertThat(refusal).as("refused at %s", path).isNotNull();
    assertThat(refusal.reason()).isIn(Refusal.POLICY, Refusal.INVALID_FIELD);
  }
}
