package org.aipassport.proxy;

import org.aipassport.json.Json;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;

/** An answer that is one JSON document: passed on whole, as it was sent, or not at all. */
final class JsonAnswer {
  private static final int MOST = 64 * 1024 * 1024;

  private final Answering answering;

  JsonAnswer(Answering answering) {
    this.answering = answering;
  }

  CallOutcome pass(UpstreamExchange exchange) {
    byte[] body = answering.whole(exchange, MOST);
    answering.refuseIfKeyIn(body);
    if (!Json.isDocument(body)) {
      throw answering.unfit("The provider's answer is not JSON.");
    }
    answering.meter().whole(body);
    answering.sendWhole(exchange, "application/json", body);
    return CallOutcome.COMPLETED;
  }
}
