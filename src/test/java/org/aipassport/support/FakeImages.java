package org.aipassport.support;

import java.util.Collections;
import java.util.List;

/** OpenAI's images: generation, edit and variation. */
record FakeImages(FakeAsk ask) implements FakeStream {
  /** A PNG of one pixel. */
  static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  static String json(FakeAsk ask) {
    int count = Math.max(1, Integer.parseInt("0" + ask.text("n")));
    String image =
        ask.text("response_format").equals("url")
            ? "\"url\":\"https://images.example/fake.png\""
            : "\"b64_json\":\"" + PIXEL + "\"";
    String data = "{" + image + ",\"revised_prompt\":\"" + sent(ask) + "\"}";
    return "{\"created\":1700000000,\"data\":[%s],\"background\":\"opaque\",\"output_format\":\"png\",\"quality\":\"low\",\"size\":\"1024x1024\",\"usage\":%s}"
        .formatted(String.join(",", Collections.nCopies(count, data)), usage(ask));
  }

  /** How much of what arrived. */
  private static String sent(FakeAsk ask) {
    StringBuilder sent = new StringBuilder("You sent " + ask.length() + " characters");
    for (FakeMultipart.Part file : ask.form().files()) {
      sent.append(", ").append(file.content().length()).append(" bytes of ");
      sent.append(Scan.escaped(file.file()));
    }
    return sent.append('.').toString();
  }

  private static String usage(FakeAsk ask) {
    int text = ask.length();
    return "{\"total_tokens\":%d,\"input_tokens\":%d,\"output_tokens\":16,\"input_tokens_details\":{\"text_tokens\":%d,\"image_tokens\":0},\"output_tokens_details\":{\"text_tokens\":0,\"image_tokens\":16}}"
        .formatted(text + 16, text, text);
  }

  private String kind() {
    return ask.path().endsWith("/edits") ? "image_edit" : "image_generation";
  }

  private static String common() {
    return "\"created_at\":1700000000,\"size\":\"1024x1024\",\"quality\":\"low\",\"background\":\"opaque\",\"output_format\":\"png\"";
  }

  @Override
  public List<String> pieces() {
    int partial = Integer.parseInt("0" + ask.text("partial_images"));
    return Collections.nCopies(partial, PIXEL);
  }

  @Override
  public List<FakeEvent> opening() {
    return List.of();
  }

  @Override
  public FakeEvent part(int index, String piece) {
    return FakeEvent.typed(
        kind() + ".partial_image",
        "\"b64_json\":\"" + piece + "\"," + common() + ",\"partial_image_index\":" + index);
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    return List.of(
        FakeEvent.typed(
            kind() + ".completed",
            "\"b64_json\":\"" + PIXEL + "\"," + common() + ",\"usage\":" + usage(ask)));
  }
}
