package org.aipassport.support;

import java.io.IOException;

/** The Google API: content with and without stream. */
final class FakeGoogle {
  private FakeGoogle() {}

  static String content(Arrival arrival, String text) {
    int prompt = FakeOpenAi.lengthOf(arrival);
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":%s}]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":%d,\"candidatesTokenCount\":5,\"totalTokenCount\":%d},\"modelVersion\":\"gemini-fake\"}"
        .formatted(Scan.quoted(text), prompt, prompt + 5);
  }

  static void stream(Arrival arrival, FakeReply reply) throws IOException {
    reply.startEvents();
    for (int i = 0; i < 5; i++) {
      reply.event(content(arrival, "part " + i + " "));
    }
    reply.endEvents();
  }
}
