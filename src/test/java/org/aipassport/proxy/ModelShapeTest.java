package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.aipassport.json.Json;
import org.aipassport.providers.Capability;
import org.aipassport.support.GrantViews;
import org.aipassport.values.ModelName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelShapeTest {
  private static final ModelName MODEL = new ModelName("gemini-fake");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHAT | \"generateContent\",\"countTokens\"",
        "EMBEDDINGS | \"embedContent\",\"batchEmbedContents\"",
        "CHAT EMBEDDINGS |"
            + " \"generateContent\",\"countTokens\",\"embedContent\",\"batchEmbedContents\"",
        "CHAT IMAGES AUDIO CODE | \"generateContent\",\"countTokens\"",
        "IMAGES | ''",
        "AUDIO CODE | ''"
      })
  void googlesMethodsAreThoseOfTheGrantsCapabilities(String granted, String methods) {
    Capability[] capabilities =
        Arrays.stream(granted.split(" ")).map(Capability::valueOf).toArray(Capability[]::new);
    assertThat(Json.text(ModelShape.GOOGLE.one(MODEL, GrantViews.of(capabilities))))
        .contains("\"supportedGenerationMethods\":[" + methods + "]");
  }
}
