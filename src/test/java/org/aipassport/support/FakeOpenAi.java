package org.aipassport.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The small answers of the OpenAI API: embeddings, moderations, models. */
final class FakeOpenAi {
  private static final List<String> CATEGORIES =
      List.of(
          "harassment",
          "harassment/threatening",
          "hate",
          "hate/threatening",
          "illicit",
          "illicit/violent",
          "self-harm",
          "self-harm/instructions",
          "self-harm/intent",
          "sexual",
          "sexual/minors",
          "violence",
          "violence/graphic");

  private FakeOpenAi() {}

  /** A vector for each input. */
  static String embeddings(FakeAsk ask) {
    String vector =
        ask.text("encoding_format").equals("base64") ? Scan.quoted(base64()) : "[0.5,-0.25,1.0]";
    String data =
        IntStream.range(0, inputs(ask))
            .mapToObj(
                i ->
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}".formatted(i, vector))
            .collect(Collectors.joining(","));
    int tokens = Math.max(1, ask.length());
    return "{\"object\":\"list\",\"data\":[%s],\"model\":%s,\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
        .formatted(data, ask.quotedModel(), tokens, tokens);
  }

  private static int inputs(FakeAsk ask) {
    JsonNode input = ask.body().path("input");
    boolean many = input.isArray() && !input.path(0).isNumber();
    return many ? input.size() : 1;
  }

  private static String base64() {
    ByteBuffer floats = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.5f).putFloat(-0.25f).putFloat(1.0f);
    return Base64.getEncoder().encodeToString(floats.array());
  }

  /** Flags each input that has the word {@code violence} in it. */
  static String moderations(FakeAsk ask) {
    JsonNode input = ask.body().path("input");
    String results =
        IntStream.range(0, inputs(ask))
            .mapToObj(i -> input.isArray() ? input.path(i).toString() : input.asText())
            .map(text -> moderation(text.contains("violence")))
            .collect(Collectors.joining(","));
    return "{\"id\":\"modr-fake\",\"model\":%s,\"results\":[%s]}"
        .formatted(ask.quotedModel(), results);
  }

  private static String moderation(boolean violent) {
    return "{\"flagged\":%s,\"categories\":{%s},\"category_scores\":{%s},\"category_applied_input_types\":{%s}}"
        .formatted(
            violent,
            categories(name -> String.valueOf(violent && name.equals("violence"))),
            categories(name -> violent && name.equals("violence") ? "0.99" : "0.01"),
            categories(name -> "[\"text\"]"));
  }

  private static String categories(java.util.function.UnaryOperator<String> value) {
    return CATEGORIES.stream()
        .map(name -> Scan.quoted(name) + ":" + value.apply(name))
        .collect(Collectors.joining(","));
  }

  static String models() {
    return "{\"object\":\"list\",\"data\":[" + model("gpt-fake") + "," + model("gpt-other") + "]}";
  }

  static String model(String id) {
    return "{\"id\":%s,\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"fake\"}"
        .formatted(Scan.quoted(id));
  }
}
