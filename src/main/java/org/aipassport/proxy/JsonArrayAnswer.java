package org.aipassport.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;

/**
 * An answer that is one JSON array, passed on element by element. One that lacks its end is broken,
 * and so its closing bracket is kept back.
 */
final class JsonArrayAnswer {
  private static final int LONGEST = 8 * 1024 * 1024;

  private final Answering answering;
  private final EventGuard guard;
  private final StreamEnd end;
  private final Delivery delivery;

  JsonArrayAnswer(Answering answering) {
    this.answering = answering;
    this.guard = new EventGuard(answering.guard());
    this.end = new StreamEnd(answering.plan().ends());
    this.delivery = new Delivery(answering.call());
  }

  CallOutcome pass(UpstreamExchange exchange) {
    JsonArrayReader pieces = new JsonArrayReader(exchange.body(), LONGEST);
    try {
      for (Optional<byte[]> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
        accept(piece.get());
        delivery.send(
            () -> {
              answering.begin(exchange, "application/json");
              guard.release(answering.caller()::send);
            });
      }
    } catch (IOException e) {
      throw answering.broken(e);
    }
    answering.meter().ended();
    delivery.send(() -> guard.releaseAll(answering.caller()::send));
    delivery.end();
    return CallOutcome.COMPLETED;
  }

  private void accept(byte[] piece) {
    int start = elementStart(piece);
    if (start < piece.length && !Json.isDocument(piece, start, piece.length)) {
      throw answering.unfit("The provider's answer is not JSON.");
    }
    answering.meter().element(piece, start, piece.length);
    if (!delivery.isOver() && guard.takesKey(piece, start, piece.length)) {
      throw answering.withheld();
    }
    end.take(piece, start, piece.length);
    if (!end.isReached() && JsonArrayReader.endsArray(piece)) {
      throw answering.broken(new EOFException("the upstream's array lacks its last element"));
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
