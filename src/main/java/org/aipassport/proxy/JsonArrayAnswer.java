package org.aipassport.proxy;

import java.io.IOException;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;

/** An answer that is one JSON array, passed on element by element. */
final class JsonArrayAnswer {
  private static final int LONGEST = 8 * 1024 * 1024;

  private final Answering answering;
  private final EventGuard guard;

  JsonArrayAnswer(Answering answering) {
    this.answering = answering;
    this.guard = new EventGuard(answering.guard());
  }

  CallOutcome pass(UpstreamExchange exchange) {
    JsonArrayReader pieces = new JsonArrayReader(exchange.body(), LONGEST);
    try {
      for (Optional<byte[]> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
        accept(piece.get());
        answering.begin(exchange, "application/json");
        guard.release(answering.caller()::send);
      }
    } catch (IOException e) {
      throw answering.broken(e);
    }
    guard.releaseAll(answering.caller()::send);
    return CallOutcome.COMPLETED;
  }

  private void accept(byte[] piece) {
    int start = elementStart(piece);
    if (start < piece.length && !Json.isDocument(piece, start, piece.length)) {
      throw answering.unfit("The provider's answer is not JSON.");
    }
    if (guard.takesKey(piece, start, piece.length)) {
      throw answering.withheld();
    }
  }

  /** Where the piece's object begins; its length if it has none. */
  private static int elementStart(byte[] piece) {
    int at = 0;
    while (at < piece.length && piece[at] != '{') {
      at++;
    }
    return at;
  }
}
