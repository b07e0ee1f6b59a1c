package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.aipassport.support.Arrival;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says to paste works as it stands, from the first block to the last. */
class ReadmeIT {
  private static final Path PREBOOT = Path.of("config", "payara-micro", "preboot.txt");
  private static final Pattern SERVER = Pattern.compile("payara|\\bjava\\b.*-jar|-Prun\\b");

  private static FakeProvider fake;
  private static List<PasteSession.Output> outputs;

  /** Everything is pasted once, in order, into one shell. */
  @BeforeAll
  static void paste() throws Exception {
    fake = FakeProvider.start(0);
    Path home = Homes.fresh(ReadmeIT.class);
    try (BrokerProcess broker = BrokerProcess.plan(home).provider(fake).start()) {
      PasteSession session = new PasteSession(home);
      for (Readme.Block block : Readme.blocksUnder("A walk through")) {
        if (isRun(block.language())) {
          session.paste(block);
        }
      }
      broker.awaitHealthy(Duration.ofSeconds(60));
      outputs =
          session.run(
              Map.of(
                  "BROKER",
                  broker.plan().url(),
                  "AIPASSPORT_DATA_DIR",
                  broker.plan().data().toString()));
    }
  }

  @AfterAll
  static void stopProvider() {
    fake.close();
  }

  private static boolean isRun(String language) throws Exception {
    return switch (language) {
      case "sh", "java" -> true;
      case "python" ->
          isThere(language, Commands.succeeds("python3", "-c", "import openai"), false);
      case "javascript" -> isThere(language, Node.hasSdk(), System.getenv("CI") != null);
      default -> false; // another shell's
    };
  }

  private static boolean isThere(String language, boolean there, boolean needed) {
    String reason = "The README's " + language + " block needs what this machine has not.";
    assertThat(there || !needed).as(reason).isTrue();
    if (!there) {
      System.err.println("SKIPPED, NOT PASSED: " + reason);
    }
    return there;
  }

  private static List<String> printedBy(String language) {
    return outputs.stream()
        .filter(output -> output.block().language().equals(language))
        .map(PasteSession.Output::text)
        .toList();
  }

  @Test
  void shellBlocksLeadFromTheSetupSecretToAnAnswer() {
    assertThat(String.join("\n", printedBy("sh")))
        .contains("aip_pat_")
        .contains("\"lastFour\":\"here\"")
        .contains("Recipe helper")
        .contains("\"status\":\"approved\"")
        .contains("part 0")
        .contains("data: [DONE]");
  }

  @Test
  void lastShellBlockShowsThatTheRevokedTokenIsRefused() {
    List<String> printed = printedBy("sh");
    assertThat(printed.get(printed.size() - 1))
        .contains("\"status\":\"revoked\"")
        .contains("\"error\"")
        .doesNotContain("chat.completion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "python", "javascript"})
  void sdkBlockPrintsTheStreamedAnswer(String language) {
    List<String> printed = printedBy(language);
    Assumptions.assumeFalse(printed.isEmpty(), "not run here: see the log");
    assertThat(printed).hasSize(1);
    assertThat(printed.get(0)).contains("part 0 part 1 part 2 part 3 part 4");
  }

  @Test
  void providerGetsTheOwnersKeyWithEachCallAndNothingAfterTheRevocation() {
    long sdks = outputs.stream().filter(output -> !output.block().language().equals("sh")).count();
    assertThat(fake.arrivals()).hasSize((int) sdks + 1);
    assertThat(fake.arrivals())
        .extracting((Arrival arrival) -> arrival.header("authorization").orElseThrow())
        .containsOnly("Bearer sk-put-your-real-key-here");
  }

  @Test
  void walkThroughHasBlocksForAllThreeSdks() {
    assertThat(Readme.blocksUnder("A walk through"))
        .extracting(Readme.Block::language)
        .contains("sh", "java", "python", "javascript", "powershell");
  }

  @Test
  void everyPrintedCommandThatStartsTheServerBindsLoopback() throws IOException {
    List<String> starts = new ArrayList<>();
    for (Readme.Block block : Readme.blocks()) {
      String joined = block.text().replaceAll("[\\\\`]\\n", " ");
      joined.lines().filter(line -> SERVER.matcher(line).find()).forEach(starts::add);
    }
    assertThat(starts).hasSizeGreaterThanOrEqualTo(2);
    assertThat(starts)
        .allSatisfy(
            line -> assertThat(line).containsPattern("^mvn |--prebootcommandfile " + PREBOOT));
    assertThat(Files.readString(PREBOOT)).contains(".http-listener.address=127.0.0.1\n");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("${project.basedir}/config/payara-micro/preboot.txt");
  }
}
