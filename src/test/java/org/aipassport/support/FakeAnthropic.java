package org.aipassport.support;

import java.io.IOException;

/** The Anthropic API: messages with and without stream. */
final class FakeAnthropic {
  private FakeAnthropic() {}

  static String message(Arrival arrival) {
    String text = "You sent " + FakeOpenAi.lengthOf(arrival) + " characters.";
    String content = "[{\"type\":\"text\",\"text\":" + Scan.quoted(text) + "}]";
    return body(arrival, content, "\"end_turn\"", 5);
  }

  private static String body(Arrival arrival, String content, String stop, int output) {
    return "{\"id\":\"msg_fake\",\"type\":\"message\",\"role\":\"assistant\",\"model\":%s,\"content\":%s,\"stop_reason\":%s,\"stop_sequence\":null,\"usage\":{\"input_tokens\":%d,\"output_tokens\":%d}}"
        .formatted(
            Scan.quoted(FakeScript.modelOf(arrival)),
            content,
            stop,
            FakeOpenAi.lengthOf(arrival),
            output);
  }

  static void stream(Arrival arrival, FakeReply reply) throws IOException {
    reply.startEvents();
    reply.event(
        "message_start",
        "{\"type\":\"message_start\",\"message\":" + body(arrival, "[]", "null", 1) + "}");
    reply.event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    reply.event("ping", "{\"type\":\"ping\"}");
    for (int i = 0; i < 5; i++) {
      reply.event(
          "content_block_delta",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"part "
              + i
              + " \"}}");
    }
    reply.event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
    reply.event(
        "message_delta",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}}");
    reply.event("message_stop", "{\"type\":\"message_stop\"}");
    reply.endEvents();
  }
}
