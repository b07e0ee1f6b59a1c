package org.aipassport.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aipassport.config.ProviderType;
import org.aipassport.support.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tables hold as a whole. */
class OperationsTest {
  /** Those that generate nothing whose length a caller could ask for. */
  private static final Set<String> BOUNDED_BY_THEIR_INPUT =
      Set.of(
          "audio_speech",
          "audio_transcriptions",
          "audio_translations",
          "images_edits",
          "images_generations",
          "images_variations",
          "moderations",
          "responses_input_tokens",
          "count_tokens",
          "gemini_count_tokens",
          "embeddings",
          "embed_content",
          "batch_embed_contents");

  @Test
  void operationsAreThoseOfTheGoldenFile() {
    List<String> lines = new ArrayList<>();
    for (ProviderType type : ProviderType.values()) {
      GivenProviders.table(type.wireName()).operations().values().stream()
          .map(one -> type.wireName() + " " + line(one))
          .sorted()
          .forEach(lines::add);
    }
    assertThat(String.join("\n", lines)).isEqualTo(Golden.text("operations.txt"));
  }

  private static String line(Operation one) {
    return String.join(
        " ",
        one.name(),
        text(one.route().at()),
        text(one.route().to()),
        one.capability().wireName());
  }

  private static String text(PathTemplate path) {
    return path.before() + (path.hasModel() ? "{model}" : "") + path.after();
  }

  @Test
  void boundsAreThoseOfTheGoldenFile() {
    List<String> lines = new ArrayList<>();
    for (ProviderType type : ProviderType.values()) {
      GivenProviders.table(type.wireName()).operations().values().stream()
          .map(one -> type.wireName() + " " + one.name() + " " + bound(one.body().bounds()))
          .sorted()
          .forEach(lines::add);
    }
    assertThat(String.join("\n", lines)).isEqualTo(Golden.text("bounds.txt"));
  }

  private static String bound(BoundTable table) {
    if (table.input().isEmpty()) {
      return "has no bound";
    }
    BoundTable.Input input = table.input().get();
    return String.join(
        " ",
        "kinds=" + input.kinds().stream().sorted().map(UsageUnit::wireName).toList(),
        "overhead=" + input.overhead(),
        "output=" + paths(table.output().places()),
        "add=" + table.output().add().map(MemberPath::text).orElse("-"),
        "least=" + table.output().least(),
        "extra=" + input.extraOutput(),
        "times=" + paths(table.times()) + paths(input.prompts()),
        input.oneContext() ? "one-context" : "many-contexts");
  }

  private static List<String> paths(List<MemberPath> paths) {
    return paths.stream().map(MemberPath::text).toList();
  }

  @ParameterizedTest
  @EnumSource
  void whatGeneratesHasABoundThatACallerCanSet(ProviderType type) {
    for (Operation one : GivenProviders.table(type.wireName()).operations().values()) {
      assertThat(one.body().bounds().output().places().isEmpty())
          .as(type + " " + one.name())
          .isEqualTo(BOUNDED_BY_THEIR_INPUT.contains(one.name().replaceFirst("_v1$", "")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyPathIsOfOneOperation(ProviderType type) {
    ProviderTable table = GivenProviders.table(type.wireName());
    for (Operation one : table.operations().values()) {
      String path = text(one.route().at()).replace("{model}", "a%2Fb");
      assertThat(table.operations().values().stream().filter(o -> o.route().at().matches(path)))
          .as(path)
          .hasSize(1);
    }
  }

  /** What a rule of the table that it extends speaks of is not offered for that. */
  @ParameterizedTest
  @CsvSource({
    "openai, chat embeddings images audio code",
    "anthropic, chat code",
    "google, chat embeddings images audio code",
    "mistral, chat embeddings images audio code",
    "cohere, chat embeddings",
    "ollama, chat embeddings images code",
    "vllm, chat embeddings audio code",
    "azure-openai, chat embeddings images audio code",
    "bedrock, chat code",
    "openai-compatible, chat embeddings images audio code"
  })
  void capabilitiesAreThoseThatAreOffered(String type, String capabilities) {
    assertThat(GivenProviders.table(type).capabilities())
        .extracting(Capability::wireName)
        .containsExactlyInAnyOrder(capabilities.split(" "));
  }
}
