package org.aipassport.support;

import java.io.IOException;

/** Which API a path belongs to. */
final class FakeApis {
  private FakeApis() {}

  static void answer(Arrival arrival, FakeReply reply) throws IOException {
    String path = arrival.path();
    boolean streams = Scan.isTrue(arrival.text(), "stream");
    if (path.endsWith("/chat/completions") && streams) {
      FakeOpenAi.stream(arrival, reply, 5);
    } else if (path.endsWith("/chat/completions")) {
      reply.json(200, FakeOpenAi.completion(arrival), "x-request-id: req_fake");
    } else if (path.endsWith("/embeddings")) {
      reply.json(200, FakeOpenAi.embeddings(arrival), "x-request-id: req_fake");
    } else if (path.endsWith("/v1/messages") && streams) {
      FakeAnthropic.stream(arrival, reply);
    } else if (path.endsWith("/v1/messages")) {
      reply.json(200, FakeAnthropic.message(arrival), "request-id: req_fake");
    } else if (path.endsWith(":generateContent")) {
      reply.json(
          200, FakeGoogle.content(arrival, "You sent " + FakeOpenAi.lengthOf(arrival) + "."));
    } else if (path.endsWith(":streamGenerateContent")) {
      FakeGoogle.stream(arrival, reply);
    } else if (path.endsWith("/models")) {
      reply.json(200, FakeOpenAi.models());
    } else if (path.contains("/models/")) {
      reply.json(200, FakeOpenAi.model(path.substring(path.lastIndexOf('/') + 1)));
    } else {
      reply.json(
          404, "{\"error\":{\"message\":\"no such path\",\"type\":\"invalid_request_error\"}}");
    }
  }
}
