package org.aipassport.proxy;

import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * An upstream's error. What the request caused is passed on as it was sent; what our key, our
 * account or our route caused says nothing to the caller, and may say too much.
 */
final class ErrorAnswer {
  private static final int MOST = 1024 * 1024;

  private final Answering answering;

  ErrorAnswer(Answering answering) {
    this.answering = answering;
  }

  /**
   * Passes the error on.
   *
   * @throws RefusalException if it is not the caller's
   */
  CallOutcome pass(UpstreamExchange exchange) {
    int status = exchange.status();
    refuseUnlessCallers(exchange, status);
    byte[] body = answering.whole(exchange, MOST);
    answering.refuseIfKeyIn(body);
    if (!Json.isDocument(body)) {
      throw answering.unfit("The provider's error is not JSON (status " + status + ").");
    }
    Optional<JsonObject> error = read(body);
    refuseIfOurs(status, error);
    if (!answering
        .caller()
        .sendWhole(status, "application/json", () -> answering.headers(exchange), body)) {
      tellInBand(status, error);
    }
    return CallOutcome.UPSTREAM_ERROR;
  }

  private void refuseUnlessCallers(UpstreamExchange exchange, int status) {
    if (status >= 300 && status < 400) {
      throw answering.unfit("The provider redirects, which is not followed.");
    }
    if (status == 401) {
      throw ourKey(status);
    }
    if (status == 402) {
      throw ourAccount(status);
    }
    if (status < 200 || status >= 500) {
      answering.caller().headers(answering.headers(exchange));
      throw failed(status);
    }
    if (status != 403 && !isJson(exchange)) {
      throw withoutReason(exchange, status);
    }
    MediaTypes.refuseUnless(isJson(exchange), answering);
  }

  private static boolean isJson(UpstreamExchange exchange) {
    return MediaTypes.of(exchange).equals("application/json");
  }

  /**
   * Told by a body of ours; the status and how long to wait are true of the request all the same.
   */
  private RefusalException withoutReason(UpstreamExchange exchange, int status) {
    answering.caller().headers(answering.headers(exchange));
    Refusal reason =
        switch (status) {
          case 404 -> Refusal.NOT_FOUND;
          case 413 -> Refusal.TOO_LARGE;
          case 415 -> Refusal.UNSUPPORTED_MEDIA_TYPE;
          case 429 -> Refusal.TOO_MANY;
          default -> Refusal.MALFORMED;
        };
    return answering.failed(
        reason,
        "The provider refused the request (status " + status + ") and gave no readable reason.");
  }

  private void refuseIfOurs(int status, Optional<JsonObject> error) {
    AnswerPlan plan = answering.plan();
    boolean requests =
        error.stream()
            .flatMap(body -> ErrorPlaces.codes(plan.protocol(), body))
            .anyMatch(plan.codes().requestCaused()::contains);
    if (status == 403 && !requests) {
      throw ourKey(status);
    }
    boolean account =
        error.stream()
            .flatMap(body -> ErrorPlaces.codes(plan.protocol(), body))
            .anyMatch(plan.codes().accountCaused()::contains);
    if (account) {
      throw ourAccount(status);
    }
  }

  /** The stream has begun, so the status is lost; the error's text need not be. */
  private void tellInBand(int status, Optional<JsonObject> error) {
    JsonObject body =
        error.orElseThrow(() -> answering.unfit("The provider refused (status " + status + ")."));
    answering.caller().tell(body, status);
  }

  /** The error as an object; Google wraps it in an array of one at times. */
  private static Optional<JsonObject> read(byte[] body) {
    try {
      JsonValue value = Json.parse(body);
      if (value instanceof JsonArray array && array.values().size() == 1) {
        value = array.values().get(0);
      }
      return value instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    } catch (RefusalException e) {
      return Optional.empty(); // well-formed, but nothing that can be read without doubt
    }
  }

  private RefusalException ourKey(int status) {
    return answering.unfit("The provider refused the broker's key (status " + status + ").");
  }

  private RefusalException ourAccount(int status) {
    return answering.unfit("The provider refused the broker's account (status " + status + ").");
  }

  private RefusalException failed(int status) {
    return switch (status) {
      case 503, 529 ->
          answering.failed(Refusal.UNAVAILABLE, "The provider is overloaded (" + status + ").");
      case 504 ->
          answering.failed(Refusal.UPSTREAM_TIMEOUT, "The provider timed out (" + status + ").");
      default ->
          answering.failed(Refusal.UPSTREAM_FAILED, "The provider failed (status " + status + ").");
    };
  }
}
