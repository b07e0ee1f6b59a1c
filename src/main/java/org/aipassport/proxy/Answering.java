package org.aipassport.proxy;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** What everybody needs who passes one call's answer on. */
record Answering(
    AnswerPlan plan, RunningCall call, KeyGuard guard, CallerStream caller, CallMeter meter) {
  private static final Logger LOG = System.getLogger(AnswerRelay.class.getName());

  Map<String, String> headers(UpstreamExchange exchange) {
    Map<String, String> headers =
        new LinkedHashMap<>(AnswerHeaders.of(exchange, plan.headers(), guard));
    headers.putAll(meter.headers());
    return headers;
  }

  /** Reads a whole body of at most so many bytes. */
  byte[] whole(UpstreamExchange exchange, int most) {
    byte[] body;
    try {
      body = exchange.body().readNBytes(most + 1);
    } catch (IOException e) {
      throw broken(e);
    }
    if (body.length > most) {
      throw unfit("The provider's answer is too large.");
    }
    return body;
  }

  /** Begins an answer in pieces, unless it has begun; a plain error can be told until then. */
  void begin(UpstreamExchange exchange, String contentType) {
    if (!caller.begin(exchange.status(), contentType, () -> headers(exchange))) {
      throw unfit("The provider answered with an unexpected content type.");
    }
  }

  /** Sends a whole answer; there is none for a caller whose stream has begun. */
  void sendWhole(UpstreamExchange exchange, String contentType, byte[] body) {
    if (!caller.sendWhole(exchange.status(), contentType, () -> headers(exchange), body)) {
      throw unfit("The provider answered with an unexpected content type.");
    }
  }

  void refuseIfKeyIn(byte[] bytes) {
    if (guard.finds(bytes)) {
      throw withheld();
    }
  }

  RefusalException withheld() {
    LOG.log(Level.ERROR, "call {0}: the upstream sent our key back; withheld", call.id());
    return unfit("The provider's answer held what must not be passed on.");
  }

  RefusalException broken(IOException e) {
    return UpstreamProblems.of(call, e);
  }

  /** It would come again, and each try costs a request: no SDK should repeat it. */
  RefusalException unfit(String text) {
    return failed(Refusal.UPSTREAM_REFUSED, text);
  }

  /** Puts on record what went wrong upstream, under the call's id. */
  RefusalException failed(Refusal reason, String text) {
    LOG.log(Level.WARNING, "call {0}: {1}", call.id(), text);
    return new RefusalException(reason, text);
  }
}
