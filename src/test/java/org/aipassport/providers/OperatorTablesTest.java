package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderType;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.Logged;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTablesTest {
  private static final String OCR =
      """
      {'version':'mine-1','operations':{
        'ocr':{'at':'/v1/ocr','to':'/ocr','capability':'images','answers':['json'],'usage':{},
          'bounds':{},'fields':['model','document']},
        'embeddings':{'more-fields':['pages'],
          'more-rules':[{'at':'pages','why':'no pages here'}]}}}\
      """;

  @TempDir private Path directory;

  @Test
  void extensionAddsAnOperationAndFieldsAndRules() throws IOException {
    write("mistral", OCR);
    ProviderTables tables = start();
    assertThat(version(tables, "mistral")).isEqualTo("mine-1");
    assertThat(embed(tables, "mistral", "'input':'x'")).isEqualTo("/embeddings");
    assertThat(
            Asking.ask(
                    of(tables, "mistral"),
                    "/v1/ocr",
                    Asking.json("{'model':'m','document':'x'}"),
                    false)
                .capabilities())
        .isEqualTo(Set.of(Capability.IMAGES));
    Refused.as(Refusal.POLICY, () -> embed(tables, "mistral", "'pages':1"));
    Refused.field("Pages", () -> embed(tables, "mistral", "'Pages':1"));
    Refused.as(Refusal.POLICY, () -> embed(tables, "mistral", "'store':true")); // still the rule
  }

  @Test
  void exampleOfTheDocumentIsATable() throws IOException {
    String document = Files.readString(Path.of("src/site/markdown/provider-tables.md"));
    String example = document.split("```json\n")[1].split("```")[0];
    Files.writeString(directory.resolve("mistral.json"), example);
    ProviderTables tables = start();
    assertThat(of(tables, "mistral").operations()).containsKey("ocr");
    Refused.as(
        Refusal.POLICY,
        () ->
            Asking.ask(
                of(tables, "mistral"),
                "/v1/chat/completions",
                Asking.json("{'model':'m','tools':[{'type':'web_search'}]}"),
                false));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "JSON:            | {",
        "JSON:            | []",
        "operations       | {'operations':[]}",
        "nonsense         | {'nonsense':1}",
        "type             | {'type':'google'}",
        "type             | {'type':'nobody'}",
        "extends          | {'extends':'openai'}",
        "spelling         | {'spelling':'Proto'}",
        "protocol         | {'protocol':'smtp'}",
        "proxy-chat       | {'proxy-chat':'nothing'}",
        "proxy-chat       | {'only':['embeddings']}",
        "only             | {'only':['chat_completion']}",
        "only             | {'only':'chat_completions'}",
        "models           | {'models':'https://elsewhere.example/'}",
        "offers           | {'offers':['all']}",
        "answer-headers   | {'answer-headers':['set-cookie']}",
        "answer-headers   | {'answer-headers':['X-Id']}",
        "answer-headers   | {'answer-headers':['content-length']}",
        "operations.embeddings.ends.names | {'operations':{'embeddings':{'ends':{'names':['x']}}}}",
        "operations.x.capability | {'operations':{'x':{}}}",
        "operations.x.like | {'operations':{'x':{'like':'nothing'}}}",
        "operations.embeddings.at | {'operations':{'embeddings':{'at':'/elsewhere'}}}",
        "operations.embeddings.at | {'operations':{'embeddings':{'at':'/v1/chat/completions'}}}",
        "operations.embeddings.at | {'operations':{'embeddings':{'at':'/v1/{modell}'}}}",
        "operations.embeddings.to | {'operations':{'embeddings':{'to':'/../x'}}}",
        "operations.embeddings.to | {'operations':{'embeddings':{'to':'/x?key=1'}}}",
        "operations.embeddings.to | {'operations':{'embeddings':{'to':'@elsewhere.example/'}}}",
        "operations.embeddings.model-again |"
            + " {'operations':{'embeddings':{'at':'/v1/{model}/embed'}}}",
        "operations.embeddings.fields | {'operations':{'embeddings':{'fields':['input']}}}",
        "operations.embeddings.body | {'operations':{'embeddings':{'body':'Form'}}}",
        "operations.embeddings.force | {'operations':{'embeddings':{'force':[]}}}",
        "operations.embeddings.bounds.output |"
            + " {'operations':{'embeddings':{'bounds':{'output':['max']}}}}",
        "operations.embeddings.query.a b | {'operations':{'embeddings':{'query':{'a b':['x']}}}}",
        "operations.embeddings.query.a&b | {'operations':{'embeddings':{'query':{'a':['a&b']}}}}",
        "more-rules       | {'operations':{'embeddings':{'more-rules':{}}}}",
        "operations.embeddings.rules[0].why | {'operations':{'embeddings':{'rules':[{'at':'x'}]}}}",
        "operations.embeddings.rules[0].at |"
            + " {'operations':{'embeddings':{'rules':[{'at':'','why':'x'}]}}}",
        "operations.embeddings.rules[0].allowed-by |"
            + " {'operations':{'embeddings':{'rules':[{'at':'x','why':'x','allowed-by':'Store'}]}}}",
        "operations.embeddings.rules[0].needs |"
            + " {'operations':{'embeddings':{'rules':[{'at':'x','needs':'all'}]}}}",
        "operations.embeddings.rules[0].when |"
            + " {'operations':{'embeddings':{'rules':[{'at':'x','why':'x','when':1}]}}}",
        "operations.embeddings.bounds.kinds |"
            + " {'operations':{'embeddings':{'bounds':{'kinds':['tokens'],'overhead':1}}}}",
        "operations.embeddings.bounds.kinds |"
            + " {'operations':{'embeddings':{'bounds':{'kinds':['web_search'],'overhead':1}}}}",
        "operations.embeddings.bounds.overhead |"
            + " {'operations':{'embeddings':{'bounds':{'kinds':['input']}}}}",
        "operations.completions.bounds.add-output |"
            + " {'operations':{'completions':{'bounds':{'output':['max_tokens'],'kinds':['output'],'overhead':1}}}}",
        "operations.embeddings.bounds.characters |"
            + " {'operations':{'embeddings':{'bounds':{'kinds':[],'overhead':1,'characters':['x']}}}}",
        "operations.embeddings.capped-rules[0].costs |"
            + " {'operations':{'embeddings':{'capped-rules':[{'at':'x','costs':'nothing'}]}}}",
        "operations.embeddings.rules[0].costs |"
            + " {'operations':{'embeddings':{'rules':[{'at':'x','costs':'image'}]}}}",
        "operations.embeddings.capped-rules |"
            + " {'operations':{'embeddings':{'capped-rules':[{'at':'x','needs':'code'}]}}}",
        "costs.x.source | {'costs':{'x':{'tokens':1}}}",
        "costs.x.uses.unit |"
            + " {'costs':{'x':{'source':'s','uses':{'unit':'words','member':'m'}}}}",
        "tiers.member | {'tiers':{}}",
        "x.*              | {'operations':{'embeddings':{'alike':{'x/*':'y'}}}}"
      })
  void wrongFileFailsTheStartNamingFileAndMember(String member, String table) throws IOException {
    write("openai", table);
    RefusalException refusal = Refused.refused(Refusal.MALFORMED, this::start);
    assertThat(refusal.detail()).contains("openai.json").contains(member);
  }

  /** Two rules about one picture take its bytes away once. */
  @Test
  void rulesOfAnOperatorNeverLowerABound() throws IOException {
    write(
        "openai",
        "{'operations':{'chat_completions':{'more-capped-rules':["
            + "{'at':'messages/*/content/*/image_url/url','costs':'image','instead':''}]}}}");
    String picture = "data:image/png;base64," + "A".repeat(200_000);
    Understood call =
        Asking.ask(
            start().of(ProviderType.OPENAI),
            "/v1/chat/completions",
            Asking.json(
                "{'model':'m','messages':[{'content':[{'type':'image_url','image_url':{'url':'"
                    + picture
                    + "'}}]}]}"),
            false);
    assertThat(Bounded.of(call).at(1, Bounded.NO_WINDOW).inputTokens()).isGreaterThan(2 * 48_169);
  }

  /** A cost of that name stands instead of the broker's; the others stay. */
  @Test
  void costOfAnOperatorReplacesItsNamesake() throws IOException {
    write("openai", "{'costs':{'image':{'tokens':7,'source':'measured'}}}");
    Understood call =
        Asking.ask(
            start().of(ProviderType.OPENAI),
            "/v1/chat/completions",
            Asking.json(
                "{'model':'m','messages':[{'content':[{'type':'image_url','image_url':{'url':"
                    + "'data:image/png;base64,A'}}]}]}"),
            false);
    assertThat(Bounded.of(call).at(1, Bounded.NO_WINDOW).inputTokens()).isLessThan(1_000);
  }

  @Test
  void fileOfNoTypeFailsTheStart() throws IOException {
    write("opanai", "{}");
    assertThat(Refused.refused(Refusal.MALFORMED, this::start).detail()).contains("opanai.json");
  }

  @Test
  void wrongFileAtReloadKeepsTheTableBeforeAndIsLoggedOnce() throws IOException {
    write("openai", version("1"));
    ProviderTables tables = start();
    write("openai", "{'nonsense':1}");
    try (Logged logged = new Logged(ProviderTables.class)) {
      tables.reload();
      tables.reload();
      assertThat(logged.records()).hasSize(1);
      assertThat(logged.records().get(0).getLevel()).isEqualTo(Level.SEVERE);
      assertThat(logged.records().get(0).getParameters()[0].toString())
          .contains("openai.json")
          .contains("nonsense");
    }
    assertThat(version(tables, "openai")).isEqualTo("1");
  }

  @Test
  void wrongFileOfOneTypeDoesNotKeepAnotherFromChanging() throws IOException {
    ProviderTables tables = start();
    write("openai", "{'nonsense':1}");
    write("google", version("2"));
    reload(tables);
    assertThat(version(tables, "google")).isEqualTo("2");
    write("google", version("3"));
    reload(tables);
    assertThat(version(tables, "google")).isEqualTo("3");
  }

  @Test
  void removedFileRestoresWhatTheBrokerBrings() throws IOException {
    String before = version(start(), "openai");
    write("openai", version("1"));
    ProviderTables tables = start();
    Files.delete(directory.resolve("openai.json"));
    reload(tables);
    assertThat(version(tables, "openai")).isEqualTo(before);
  }

  @Test
  void vanishedDirectoryChangesNothing() throws IOException {
    write("openai", version("1"));
    ProviderTables tables = start();
    Files.delete(directory.resolve("openai.json"));
    Files.delete(directory);
    reload(tables);
    assertThat(version(tables, "openai")).isEqualTo("1");
    Files.createDirectory(directory);
  }

  @Test
  void changeOfTheSameSizeAndTimeIsSeen() throws IOException {
    Path file = write("openai", version("1"));
    FileTime time = Files.getLastModifiedTime(file);
    ProviderTables tables = start();
    write("openai", version("2"));
    Files.setLastModifiedTime(file, time);
    reload(tables);
    assertThat(version(tables, "openai")).isEqualTo("2");
  }

  @Test
  void tableOfATypeIsNotThatOfTheTypesThatExtendIt() throws IOException {
    write("openai", version("1"));
    assertThat(version(start(), "mistral")).isNotEqualTo("1");
  }

  private static void reload(ProviderTables tables) {
    try (Logged unused = new Logged(ProviderTables.class)) {
      tables.reload();
    }
  }

  private static String version(String version) {
    return "{'version':'" + version + "'}";
  }

  private static String version(ProviderTables tables, String type) {
    return of(tables, type).version();
  }

  private static ProviderTable of(ProviderTables tables, String type) {
    return tables.of(ProviderType.of(type).orElseThrow());
  }

  private static String embed(ProviderTables tables, String type, String members) {
    return Asking.ask(
            of(tables, type), "/v1/embeddings", Asking.json("{'model':'m'," + members + "}"), false)
        .pathAndQuery();
  }

  private Path write(String type, String table) throws IOException {
    return Files.writeString(
        directory.resolve(type + ".json"), table.replace('\'', '"'), StandardCharsets.UTF_8);
  }

  private ProviderTables start() {
    return new ProviderTables(
        TestSettings.of(Map.of("aipassport.provider-tables", directory.toString())),
        new Background());
  }
}
