package org.aipassport.it;

/** Bodies and calls of ordinary chats. */
final class Chat {
  static final String DROP_IN = "/v1/chat/completions";
  static final String PROXY = "/proxy/chat";

  private Chat() {}

  static String body(String model) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
        .formatted(model);
  }

  static String streamed(String model) {
    return body(model).replace("\"messages\"", "\"stream\":true,\"messages\"");
  }

  /** One call at {@code /proxy/chat}. */
  static Answer proxy(TestGrant grant, String model) {
    return Http.post(PROXY, body(model), grant.bearer());
  }

  /** One call at {@code /v1/chat/completions}. */
  static Answer dropIn(TestGrant grant, String model) {
    return Http.post(DROP_IN, body(model), grant.bearer());
  }
}
