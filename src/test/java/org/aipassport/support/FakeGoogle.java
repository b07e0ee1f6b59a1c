package org.aipassport.support;

import java.util.Collections;
import java.util.List;

/** Google's generateContent and its relatives; a stream is events or one JSON array. */
record FakeGoogle(FakeAsk ask) implements FakeStream {
  static String content(FakeAsk ask) {
    FakeGoogle api = new FakeGoogle(ask);
    String parts = ask.tool().map(FakeGoogle::call).orElseGet(() -> text(ask.said()));
    String thought = api.thinks() ? "{\"text\":\"Fake thought.\",\"thought\":true}," : "";
    return api.candidate(thought + parts, ",\"finishReason\":\"STOP\"", 5);
  }

  private boolean thinks() {
    return ask.body().at("/generationConfig/thinkingConfig/includeThoughts").asBoolean();
  }

  private static String text(String said) {
    return "{\"text\":\"" + said + "\"}";
  }

  private static String call(FakeAsk.Tool tool) {
    return "{\"functionCall\":{\"name\":%s,\"args\":%s}}"
        .formatted(Scan.quoted(tool.name()), tool.arguments());
  }

  private String candidate(String parts, String finish, int output) {
    int prompt = ask.length();
    int thoughts = thinks() ? 3 : 0;
    String thought = thinks() ? ",\"thoughtsTokenCount\":3" : "";
    return "{\"candidates\":[{\"content\":{\"parts\":[%s],\"role\":\"model\"}%s,\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":%d,\"candidatesTokenCount\":%d,\"totalTokenCount\":%d%s,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":%d}]},\"modelVersion\":%s,\"responseId\":\"fake-response\"}"
        .formatted(
            parts,
            finish,
            prompt,
            output,
            prompt + output + thoughts,
            thought,
            prompt,
            ask.quotedModel());
  }

  static String count(FakeAsk ask) {
    int tokens = ask.length();
    return "{\"totalTokens\":%d,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":%d}]}"
        .formatted(tokens, tokens);
  }

  static String embedding() {
    return "{\"embedding\":{\"values\":[0.5,-0.25,1.0]}}";
  }

  /** A vector for each request. */
  static String embeddings(FakeAsk ask) {
    int count = ask.body().path("requests").size();
    return "{\"embeddings\":[%s]}"
        .formatted(String.join(",", Collections.nCopies(count, "{\"values\":[0.5,-0.25,1.0]}")));
  }

  static String models() {
    return "{\"models\":[" + model("gemini-fake") + "," + model("gemini-other") + "]}";
  }

  static String model(String id) {
    return "{\"name\":%s,\"version\":\"001\",\"displayName\":\"Fake\",\"description\":\"A fake.\",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]}"
        .formatted(Scan.quoted("models/" + id));
  }

  @Override
  public List<String> pieces() {
    return ask.tool().isPresent() ? List.of() : ask.pieces();
  }

  @Override
  public List<FakeEvent> opening() {
    return thinks()
        ? List.of(FakeEvent.of(candidate("{\"text\":\"Fake thought.\",\"thought\":true}", "", 0)))
        : List.of();
  }

  @Override
  public FakeEvent part(int index, String piece) {
    return FakeEvent.of(candidate(text(piece), "", index + 1));
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    String last = ask.tool().map(FakeGoogle::call).orElse(text(""));
    return List.of(
        FakeEvent.of(candidate(last, ",\"finishReason\":\"STOP\"", Math.max(1, said.size()))));
  }

  @Override
  public FakeFraming framing() {
    return ask.arrival().target().contains("alt=sse") ? FakeFraming.LF : FakeFraming.ARRAY;
  }

  @Override
  public String contentType() {
    return framing() == FakeFraming.ARRAY ? "application/json; charset=UTF-8" : "text/event-stream";
  }

  @Override
  public String requestId() {
    return "server-timing: gfet4t7; dur=12";
  }
}
