package org.aipassport.support;

import java.io.IOException;

/** Errors and headers as the providers have them, with what a broker must not pass on. */
final class FakeErrors {
  private FakeErrors() {}

  /** An error in the path's protocol; {@code code} empty for the usual one of the status. */
  static void send(FakeAsk ask, FakeReply reply, int status, String code) throws IOException {
    String body = body(ask, status, code, Scan.escaped(message(ask, status, code)));
    String id = FakeApis.stream(ask).requestId();
    if (status == 429) {
      reply.json(status, body, "retry-after: 7", id);
    } else {
      reply.json(status, body, id);
    }
  }

  /** The body of an error in the path's protocol; {@code said} is escaped already. */
  static String body(FakeAsk ask, int status, String code, String said) {
    String message = '"' + said + '"';
    if (FakeApis.isAnthropic(ask)) {
      return "{\"type\":\"error\",\"error\":{\"type\":%s,\"message\":%s},\"request_id\":\"req_fake\"}"
          .formatted(Scan.quoted(code.isEmpty() ? anthropics(status) : code), message);
    }
    if (FakeApis.isGoogle(ask)) {
      return "{\"error\":{\"code\":%d,\"message\":%s,\"status\":%s%s}}"
          .formatted(status, message, Scan.quoted(googles(status)), details(code));
    }
    return switch (FakeDialect.of(ask)) {
      case COHERE -> "{\"id\":\"fake\",\"message\":" + message + "}";
      case MISTRAL -> mistrals(message, code);
      case VLLM ->
          "{\"error\":{\"message\":%s,\"type\":\"BadRequestError\",\"param\":null,\"code\":%d}}"
              .formatted(message, status);
      default ->
          "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}"
              .formatted(message, type(status), code.isEmpty() ? code(status) : Scan.quoted(code));
    };
  }

  private static String mistrals(String message, String code) {
    return "{\"object\":\"error\",\"message\":%s,\"type\":\"invalid_request_error\",\"param\":null,\"code\":%s}"
        .formatted(message, code.isEmpty() ? "null" : Scan.quoted(code));
  }

  /** What an error looks like in the middle of a stream. */
  static FakeEvent event(FakeAsk ask) {
    String path = ask.path();
    if (FakeApis.isAnthropic(ask)) {
      return FakeEvent.typed(
          "error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
    }
    if (path.endsWith("/responses")) {
      return FakeEvent.typed(
          "error",
          "\"code\":\"server_error\",\"message\":\"fake 500\",\"param\":null,\"sequence_number\":9");
    }
    return FakeEvent.of(body(ask, FakeApis.isGoogle(ask) ? 503 : 500, "", "fake failure"));
  }

  /** Refuses what this kind of provider does not take; false if there is nothing of it. */
  static boolean refuse(FakeAsk ask, FakeReply reply) throws IOException {
    switch (FakeDialect.of(ask)) {
      case COHERE -> {
        if (ask.body().has("stream_options")) {
          String unknown = "unknown field: parameter 'stream_options' is not a valid field";
          reply.json(400, "{\"id\":\"fake\",\"message\":\"" + unknown + "\"}");
          return true;
        }
      }
      case MISTRAL -> {
        return refuseForMistral(ask, reply);
      }
      case AZURE_OR_BEDROCK -> {
        boolean azures = ask.arrival().header("api-key").isPresent();
        if (azures == ask.arrival().header("authorization").isPresent()) {
          reply.json(401, "{\"error\":{\"code\":\"401\",\"message\":\"Access denied.\"}}");
          return true;
        }
      }
      default -> {}
    }
    return false;
  }

  private static boolean refuseForMistral(FakeAsk ask, FakeReply reply) throws IOException {
    for (String extra :
        new String[] {"/stream_options/include_usage", "/max_completion_tokens", "/store"}) {
      if (!ask.body().at(extra).isMissingNode()) {
        String where = extra.substring(1).replace("/", "\",\"");
        String detail =
            "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"%s\"],\"msg\":\"Extra inputs are not permitted\"}]}"
                .formatted(where);
        reply.json(422, mistrals(detail, ""));
        return true;
      }
    }
    return false;
  }

  /** A refusal of the key shows the key, as real ones have done. */
  private static String message(FakeAsk ask, int status, String code) {
    boolean ofKey = code.isEmpty() && (status == 401 || status == 403);
    return ofKey ? "Incorrect API key provided: " + ask.key().orElse("none") : "fake " + status;
  }

  private static String anthropics(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }

  private static String googles(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
    };
  }

  private static String details(String reason) {
    return reason.isEmpty()
        ? ""
        : ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":%s,\"domain\":\"googleapis.com\"}]"
            .formatted(Scan.quoted(reason));
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

  static void noisy(FakeAsk ask, FakeReply reply) throws IOException {
    reply.json(
        200,
        FakeApis.plain(ask).orElse("{}"),
        "openai-organization: org-of-the-owner",
        "anthropic-organization-id: org-of-the-owner",
        "openai-processing-ms: 12",
        "openai-version: 2020-10-01",
        "set-cookie: __cf_bm=fake; path=/; HttpOnly; Secure",
        "x-request-id: req_fake",
        "x-ratelimit-limit-requests: 10000",
        "x-ratelimit-remaining-requests: 9999",
        "anthropic-ratelimit-requests-limit: 4000",
        "server: cloudflare",
        "alt-svc: h3=\":443\"");
  }
}
