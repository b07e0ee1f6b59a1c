package org.aipassport.wire;

import java.util.Locale;
import org.aipassport.json.Json;
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
      return JsonObject.builder().put("error", surfaceText(refusal)).build();
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
      return JsonObject.builder().put("error", error.build()).build();
    }
  };

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
   * The shape for a path.
   *
   * @param path behind the context path, beginning with a slash
   */
  public static ErrorShape ofPath(String path) {
    if (path.equals("/v1") || path.startsWith("/v1/")) {
      return OPENAI;
    }
    return path.equals("/api") || path.startsWith("/api/") ? PROBLEM : SURFACE;
  }

  private static String surfaceText(RefusalException refusal) {
    boolean validation =
        refusal.reason() == Refusal.INVALID_FIELD || refusal.reason() == Refusal.MALFORMED;
    return validation ? "Validation failed: " + refusal.detail() : refusal.detail();
  }

  private static String code(Refusal reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private static String openAiType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      case 500, 502, 503, 504 -> "server_error";
      default -> "invalid_request_error";
    };
  }
}
