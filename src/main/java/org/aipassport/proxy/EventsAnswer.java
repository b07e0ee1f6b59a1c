package org.aipassport.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;

/** An answer of server-sent events, passed on one by one. A stream that lacks its end is broken. */
final class EventsAnswer {
  private static final int LONGEST = 8 * 1024 * 1024;
  private static final String TYPE = "text/event-stream";

  private final Answering answering;
  private final EventGuard guard;
  private final StreamEnd end;
  private final Delivery delivery;

  EventsAnswer(Answering answering) {
    this.answering = answering;
    this.guard = new EventGuard(answering.guard());
    this.end = new StreamEnd(answering.plan().ends());
    this.delivery = new Delivery(answering.call());
  }

  CallOutcome pass(UpstreamExchange exchange) {
    EventReader events = new EventReader(exchange.body(), LONGEST);
    try {
      for (Optional<byte[]> event = next(events); event.isPresent(); event = next(events)) {
        answering.meter().event(event.get());
        accept(event.get());
        delivery.send(
            () -> {
              answering.begin(exchange, TYPE);
              guard.release(answering.caller()::send);
            });
      }
    } catch (IOException e) {
      if (!end.isReached()) {
        throw answering.broken(e);
      }
    }
    if (end.isReached()) {
      answering.meter().ended();
    }
    delivery.send(() -> guard.releaseAll(answering.caller()::send));
    refuseUnlessEnded();
    delivery.send(() -> answering.begin(exchange, TYPE)); // it may have been empty
    delivery.end();
    return CallOutcome.COMPLETED;
  }

  /** An upstream that leaves out the last line feeds has nonetheless said that it is done. */
  private Optional<byte[]> next(EventReader events) throws IOException {
    try {
      return events.next();
    } catch (EOFException e) {
      byte[] rest = events.unfinished();
      if (!end.isReached() && end.isText(new ServerEvent(rest))) {
        boolean hasLineEnd = rest[rest.length - 1] == '\n' || rest[rest.length - 1] == '\r';
        byte[] whole = Arrays.copyOf(rest, rest.length + (hasLineEnd ? 1 : 2));
        Arrays.fill(whole, rest.length, whole.length, (byte) '\n');
        return Optional.of(whole);
      }
      throw e;
    }
  }

  private void accept(byte[] event) {
    Optional<byte[]> left =
        answering.plan().stripUsage() ? UsageStrip.strip(event) : Optional.of(event);
    if (left.isPresent()) {
      ServerEvent read = new ServerEvent(left.get());
      if (!delivery.isOver() && guard.takesKey(left.get(), read)) {
        throw answering.withheld();
      }
      end.take(left.get(), read);
    }
  }

  private void refuseUnlessEnded() {
    if (!end.isReached()) {
      throw answering.broken(new EOFException("the upstream's stream lacks its last event"));
    }
  }
}
