package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Protocol;

/**
 * Passes an upstream's answer on: JSON whole, server-sent events one by one. What must not be
 * passed on becomes a refusal; once events have gone out, an error event.
 */
final class AnswerRelay {
  private static final Logger LOG = System.getLogger(AnswerRelay.class.getName());
  private static final int MOST_JSON = 64 * 1024 * 1024;
  private static final int LONGEST_EVENT = 4 * 1024 * 1024;

  private final RunningCall call;
  private final Protocol protocol;
  private final boolean streamWanted;
  private final KeyGuard guard;
  private final HttpServletResponse response;

  AnswerRelay(
      RunningCall call,
      Protocol protocol,
      boolean streamWanted,
      KeyGuard guard,
      HttpServletResponse response) {
    this.call = call;
    this.protocol = protocol;
    this.streamWanted = streamWanted;
    this.guard = guard;
    this.response = response;
  }

  /**
   * Passes the answer on.
   *
   * @return how it ended, if the caller got an answer of the upstream's
   * @throws RefusalException if nothing has been passed on and the caller must get an error of ours
   * @throws CallerGoneException if the caller left
   */
  CallOutcome pass(UpstreamExchange exchange) {
    int status = exchange.status();
    refuseUnlessPassable(exchange, status);
    String type = mediaType(exchange);
    if (status < 300 && type.equals("text/event-stream") && streamWanted) {
      return passEvents(exchange);
    }
    if (!type.equals("application/json")) {
      throw unfit("The provider answered with an unexpected content type.");
    }
    return passJson(exchange, status);
  }

  /** Errors about our key or our route say nothing to the caller, and may say too much. */
  private void refuseUnlessPassable(UpstreamExchange exchange, int status) {
    if (status >= 300 && status < 400) {
      LOG.log(Level.WARNING, "call {0}: the upstream redirects ({1}); refused", call.id(), status);
      throw unfit("The provider redirects, which is not followed.");
    }
    if (status == 401 || status == 403) {
      LOG.log(Level.WARNING, "call {0}: the upstream refuses our key ({1})", call.id(), status);
      throw unfit("The provider refused the broker's key (status " + status + ").");
    }
    if (status < 200 || status >= 500) {
      AnswerHeaders.pass(exchange, response, guard);
      throw upstreamError(status);
    }
    String coding = exchange.header("content-encoding").orElse("identity");
    if (!coding.equalsIgnoreCase("identity")) {
      throw unfit("The provider answered in an encoding that was not asked for.");
    }
  }

  private static RefusalException upstreamError(int status) {
    return switch (status) {
      case 503, 529 ->
          new RefusalException(Refusal.UNAVAILABLE, "The provider is overloaded (" + status + ").");
      case 504 ->
          new RefusalException(
              Refusal.UPSTREAM_TIMEOUT, "The provider timed out (" + status + ").");
      default -> failed("The provider failed (status " + status + ").");
    };
  }

  private CallOutcome passJson(UpstreamExchange exchange, int status) {
    byte[] body;
    try {
      body = exchange.body().readNBytes(MOST_JSON + 1);
    } catch (IOException e) {
      throw UpstreamProblems.of(call, e);
    }
    if (body.length > MOST_JSON) {
      throw unfit("The provider's answer is too large.");
    }
    refuseIfKeyIn(body);
    AnswerHeaders.pass(exchange, response, guard);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    new CallerStream(response).send(body);
    return status < 300 ? CallOutcome.COMPLETED : CallOutcome.UPSTREAM_ERROR;
  }

  private CallOutcome passEvents(UpstreamExchange exchange) {
    EventReader events = new EventReader(exchange.body(), LONGEST_EVENT);
    Optional<byte[]> first = first(events); // until it is here a plain error can be told
    AnswerHeaders.pass(exchange, response, guard);
    response.setStatus(exchange.status());
    response.setContentType("text/event-stream");
    CallerStream caller = new CallerStream(response);
    try {
      for (Optional<byte[]> event = first; event.isPresent(); event = events.next()) {
        refuseIfKeyIn(event.get());
        caller.send(event.get());
      }
      return CallOutcome.COMPLETED;
    } catch (CallerGoneException e) {
      throw e;
    } catch (IOException e) {
      caller.send(StreamError.event(protocol, UpstreamProblems.of(call, e)));
    } catch (RefusalException e) {
      caller.send(StreamError.event(protocol, e));
    } catch (RuntimeException | Error e) { // a fault of ours must not look like a clean end
      caller.send(StreamError.event(protocol, internal()));
      throw e;
    }
    return call.isCut() ? CallOutcome.CUT : CallOutcome.UPSTREAM_FAILED;
  }

  private Optional<byte[]> first(EventReader events) {
    try {
      Optional<byte[]> first = events.next();
      first.ifPresent(this::refuseIfKeyIn);
      return first;
    } catch (IOException e) {
      throw UpstreamProblems.of(call, e);
    }
  }

  private RefusalException internal() {
    return new RefusalException(
        Refusal.INTERNAL, "Something went wrong here. Request " + call.id());
  }

  private void refuseIfKeyIn(byte[] bytes) {
    for (byte one : bytes) {
      if (one
          == 0) { // in no JSON or event of UTF-8; in UTF-16 it would hide the key from the guard
        throw unfit("The provider's answer is not UTF-8.");
      }
    }
    if (guard.finds(bytes)) {
      LOG.log(Level.ERROR, "call {0}: the upstream sent our key back; withheld", call.id());
      throw unfit("The provider's answer held what must not be passed on.");
    }
  }

  /** It would come again, and each try costs a request: no SDK should repeat it. */
  private static RefusalException unfit(String text) {
    return new RefusalException(Refusal.UPSTREAM_REFUSED, text);
  }

  private static RefusalException failed(String text) {
    return new RefusalException(Refusal.UPSTREAM_FAILED, text);
  }

  private static String mediaType(UpstreamExchange exchange) {
    return exchange
        .header("content-type")
        .map(value -> value.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
        .orElse("");
  }
}
