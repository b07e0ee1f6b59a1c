package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** The form in which a path's callers expect errors. */
public enum ErrorShape {
  /** {@code {"error": "..."}}: the AIPassport surface. */
  SURFACE("application/json") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      JsonObject.Builder out = JsonObject.builder().put("error", surfaceText(refusal));
      putFacts(out, refusal);
      return out.build();
    }
  },

  /** A plain page: what people open, where no page of the broker's own design can be shown. */
  PAGE("text/html;charset=utf-8") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      throw new UnsupportedOperationException("a page is no JSON");
    }

    @Override
    public byte[] bytes(RefusalException refusal) {
      String sentence =
          refusal.detail().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      return ("<!DOCTYPE html><html lang=\"en\"><title>AIPassport</title><p>"
              + sentence
              + "</p></html>")
          .getBytes(StandardCharsets.UTF_8);
    }
  },
  /** RFC 9457 problem details: {@code /api}. */
  PROBLEM("application/problem+json") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      JsonObject.Builder out =
          JsonObject.builder()
              .put("type", "about:blank")
              .put("title", code(refusal.reason()))
              .put("status", status)
              .put("detail", refusal.detail());
      refusal.field().ifPresent(field -> out.put("field", field));
      putFacts(out, refusal);
      return out.build();
    }
  },

  /** {@code {"error","error_description"}}: OAuth clients (RFC 6749 section 5.2). */
  OAUTH("application/json") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      JsonObject.Builder out =
          JsonObject.builder()
              .put("error", oauthCode(refusal.reason()))
              .put("error_description", oauthDescription(refusal.detail()));
      putFacts(out, refusal);
      return out.build();
    }
  },

  /** {@code {"error":{"message","type","param","code"}}}: OpenAI's SDKs. */
  OPENAI("application/json") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      JsonObject.Builder error =
          JsonObject.builder().put("message", refusal.detail()).put("type", openAiType(status));
      if (refusal.field().isPresent()) {
        error.put("param", refusal.field().get());
      } else {
        error.put("param", JsonNull.NULL);
      }
      error.put("code", code(refusal.reason()));
      putFacts(error, refusal);
      return JsonObject.builder().put("error", error.build()).build();
    }
  },

  /** {@code {"type":"error","error":{"type","message"}}}: Anthropic's SDKs. */
  ANTHROPIC("application/json") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      JsonObject.Builder error =
          JsonObject.builder().put("type", anthropicType(status)).put("message", refusal.detail());
      putFacts(error, refusal);
      return JsonObject.builder().put("type", "error").put("error", error.build()).build();
    }
  },

  /** {@code {"error":{"code","message","status"}}}: Google's SDKs. */
  GOOGLE("application/json") {
    @Override
    JsonObject body(RefusalException refusal, int status) {
      JsonObject.Builder error =
          JsonObject.builder()
              .put("code", status)
              .put("message", refusal.detail())
              .put("status", googleStatus(status));
      if (!refusal.facts().isEmpty()) {
        JsonObject info =
            JsonObject.builder()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", refusal.reason().name())
                .put("domain", "aipassport")
                .put("metadata", facts(refusal))
                .build();
        error.put("details", new JsonArray(List.of(info)));
      }
      return JsonObject.builder().put("error", error.build()).build();
    }
  };

  private static final String MODELS = "/v1/models";

  private final String contentType;

  ErrorShape(String contentType) {
    this.contentType = contentType;
  }

  abstract JsonObject body(RefusalException refusal, int status);

  public String contentType() {
    return contentType;
  }

  /** The body for a refusal, UTF-8. */
  public byte[] bytes(RefusalException refusal) {
    return Json.write(body(refusal, StatusCodes.of(refusal.reason())));
  }

  /**
   * The shape for a request. OpenAI's, Anthropic's and Google's models lie at the same path; only
   * Google's are posted to.
   */
  public static ErrorShape of(HttpServletRequest request) {
    String path = Refusals.path(request);
    boolean models = path.equals(MODELS) || path.startsWith(MODELS + "/");
    if (models && request.getHeader("anthropic-version") != null) {
      return ANTHROPIC;
    }
    return models && isGoogles(request) ? GOOGLE : ofPath(path);
  }

  private static boolean isGoogles(HttpServletRequest request) {
    return request.getHeader("x-goog-api-key") != null || "POST".equals(request.getMethod());
  }

  /** The shape for a path behind the context path, beginning with a slash. */
  static ErrorShape ofPath(String path) {
    if (isBelow(path, "/v1/messages")) {
      return ANTHROPIC;
    }
    if (isBelow(path, "/v1beta")) {
      return GOOGLE;
    }
    if (isBelow(path, "/v1")) {
      return OPENAI;
    }
    if (isBelow(path, "/ui") || isBelow(path, "/oauth2/authorize")) {
      return PAGE;
    }
    if (isBelow(path, "/oauth2")) {
      return OAUTH;
    }
    return isBelow(path, "/api") ? PROBLEM : SURFACE;
  }

  private static boolean isBelow(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }

  private static void putFacts(JsonObject.Builder out, RefusalException refusal) {
    if (!refusal.facts().isEmpty()) {
      out.put("details", facts(refusal));
    }
  }

  /** A refusal's figures for programs. */
  public static JsonObject facts(RefusalException refusal) {
    JsonObject.Builder out = JsonObject.builder();
    refusal.facts().forEach(out::put);
    return out.build();
  }

  private static String surfaceText(RefusalException refusal) {
    boolean validation =
        refusal.reason() == Refusal.INVALID_FIELD || refusal.reason() == Refusal.MALFORMED;
    return validation ? "Validation failed: " + refusal.detail() : refusal.detail();
  }

  private static String code(Refusal reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** The nearest word of RFC 6749 sections 4.1.2.1 and 5.2. */
  public static String oauthCode(Refusal reason) {
    return switch (reason) {
      case CREDENTIALS_MISSING, CREDENTIALS_INVALID -> "invalid_client";
      case WRONG_STATE, STALE -> "invalid_grant";
      case FORBIDDEN, SIGN_IN_AGAIN, OUT_OF_SCOPE, MODEL_NOT_GRANTED, POLICY -> "access_denied";
      case TOO_MANY, UNAVAILABLE -> "temporarily_unavailable";
      default -> StatusCodes.of(reason) < 500 ? "invalid_request" : "server_error";
    };
  }

  /** A description in the characters that RFC 6749 section 5.2 allows. */
  public static String oauthDescription(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c == '"' ? '\'' : c)
        .map(c -> c < ' ' || c > '~' || c == '\\' ? '?' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String openAiType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "insufficient_quota";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      case 500, 502, 503, 504 -> "server_error";
      default -> "invalid_request_error";
    };
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 500, 502 -> "api_error";
      case 503 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> "invalid_request_error";
    };
  }

  /** The canonical name of a status (google.rpc.Code). */
  private static String googleStatus(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ABORTED";
      case 402, 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 502, 503 -> "UNAVAILABLE";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> "INVALID_ARGUMENT";
    };
  }
}
