package org.aipassport.proxy;

import java.util.Locale;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;

/** A transcript or its subtitles: plain text in UTF-8, passed on whole or not at all. */
final class TextAnswer {
  private static final int MOST = 16 * 1024 * 1024;

  private final Answering answering;

  TextAnswer(Answering answering) {
    this.answering = answering;
  }

  CallOutcome pass(UpstreamExchange exchange) {
    String type = MediaTypes.passed(exchange).toLowerCase(Locale.ROOT);
    boolean otherCharset = type.contains("charset=") && !type.contains("charset=utf-8");
    byte[] body = answering.whole(exchange, MOST);
    answering.refuseIfKeyIn(body);
    if (otherCharset || hasZero(body)) {
      throw answering.unfit("The provider's text is not UTF-8.");
    }
    answering.sendWhole(exchange, MediaTypes.of(exchange) + "; charset=utf-8", body);
    return CallOutcome.COMPLETED;
  }

  private static boolean hasZero(byte[] body) {
    for (byte one : body) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }
}
