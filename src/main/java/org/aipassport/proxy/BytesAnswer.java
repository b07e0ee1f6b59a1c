package org.aipassport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.problems.RefusalException;

/**
 * Audio or an image. Up to 8 MiB are passed on whole or not at all, so that a break or a cut is a
 * plain error. What is longer is passed on as it comes, without a length: a connection whose answer
 * is shorter than its length says hands the next answer to the wrong reader. If such a stream
 * breaks behind its first 8 MiB, the caller sees a clean end: servers have no other, and bytes have
 * no room for an error. The log and the call's outcome tell it.
 */
final class BytesAnswer {
  private static final int WHOLE = 8 * 1024 * 1024;
  private static final long MOST = 256L * 1024 * 1024;
  private static final int BUFFER = 16 * 1024;

  private final Answering answering;

  BytesAnswer(Answering answering) {
    this.answering = answering;
  }

  CallOutcome pass(UpstreamExchange exchange) {
    long length = length(exchange);
    if (length > MOST) {
      throw tooLarge();
    }
    byte[] first = read(exchange);
    return first.length <= WHOLE ? passWhole(exchange, length, first) : passOn(exchange, first);
  }

  private byte[] read(UpstreamExchange exchange) {
    try {
      return exchange.body().readNBytes(WHOLE + 1);
    } catch (IOException e) {
      throw answering.broken(e);
    }
  }

  private CallOutcome passWhole(UpstreamExchange exchange, long length, byte[] body) {
    if (length >= 0 && body.length != length) {
      throw answering.unfit("The provider's answer is not as long as it says.");
    }
    answering.refuseIfKeyIn(body);
    answering.sendWhole(exchange, type(exchange), body);
    return CallOutcome.COMPLETED;
  }

  private CallOutcome passOn(UpstreamExchange exchange, byte[] first) {
    InputStream in = exchange.body();
    RollingGuard guard = new RollingGuard(answering.guard());
    String type = type(exchange);
    long total = 0;
    byte[] buffer = first;
    try {
      for (int count = first.length; count >= 0; count = in.read(buffer)) {
        total += count;
        if (total > MOST) {
          throw tooLarge();
        }
        if (guard.takesKey(buffer, count)) {
          throw answering.withheld();
        }
        answering.begin(exchange, type);
        guard.release(answering.caller()::send);
        buffer = buffer == first ? new byte[BUFFER] : buffer;
      }
    } catch (IOException e) {
      throw answering.broken(e);
    }
    guard.releaseAll(answering.caller()::send);
    return CallOutcome.COMPLETED;
  }

  /** The content type is passed on with its parameters, and an upstream chooses their values. */
  private String type(UpstreamExchange exchange) {
    String value = exchange.header("content-type").orElse("");
    answering.refuseIfKeyIn(value.getBytes(StandardCharsets.UTF_8));
    return MediaTypes.passed(exchange);
  }

  private RefusalException tooLarge() {
    return answering.unfit("The provider's answer is too large.");
  }

  private static long length(UpstreamExchange exchange) {
    String text = exchange.header("content-length").orElse("");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }
}
