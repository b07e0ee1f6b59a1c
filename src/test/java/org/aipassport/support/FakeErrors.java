package org.aipassport.support;

import java.io.IOException;

/** Errors and headers as the providers have them, with what a broker must not pass on. */
final class FakeErrors {
  private FakeErrors() {}

  static void send(Arrival arrival, FakeReply reply, int status) throws IOException {
    String body =
        "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}"
            .formatted(Scan.quoted(message(arrival, status)), type(status), code(status));
    if (status == 429) {
      reply.json(status, body, "retry-after: 7", "x-request-id: req_fake");
    } else {
      reply.json(status, body, "x-request-id: req_fake");
    }
  }

  /** A refusal of the key shows the key, as real ones have done. */
  private static String message(Arrival arrival, int status) {
    String key =
        arrival
            .header("authorization")
            .or(() -> arrival.header("x-api-key"))
            .or(() -> arrival.header("x-goog-api-key"))
            .orElse("none");
    return status == 401 || status == 403 ? "Incorrect API key provided: " + key : "fake " + status;
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "\"rate_limit_error\"";
      case 500, 503 -> "\"server_error\"";
      default -> "\"invalid_request_error\"";
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 401 -> "\"invalid_api_key\"";
      case 404 -> "\"model_not_found\"";
      case 429 -> "\"rate_limit_exceeded\"";
      default -> "null";
    };
  }

  static void noisy(Arrival arrival, FakeReply reply) throws IOException {
    reply.json(
        200,
        FakeOpenAi.completion(arrival),
        "openai-organization: org-of-the-owner",
        "openai-processing-ms: 12",
        "openai-version: 2020-10-01",
        "set-cookie: __cf_bm=fake; path=/; HttpOnly; Secure",
        "x-request-id: req_fake",
        "x-ratelimit-limit-requests: 10000",
        "x-ratelimit-remaining-requests: 9999",
        "server: cloudflare",
        "alt-svc: h3=\":443\"");
  }
}
