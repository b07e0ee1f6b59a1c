package org.aipassport.support;

import java.io.IOException;

/** Faults of the connection, before or instead of an answer. */
final class FakeFaults {
  private static final String JSON_OF =
      "HTTP/1.1 200 Fake\r\nContent-Type: application/json\r\nContent-Length: ";
  private static final long FOREVER = 1L << 30;

  private FakeFaults() {}

  static FakeScript.Next play(String model, FakeAsk ask, FakeReply reply) throws IOException {
    switch (model) {
      case "fake-hang" -> reply.hang();
      case "fake-drop" -> {}
      case "fake-reset" -> reply.reset();
      case "fake-short" -> reply.raw(JSON_OF + "100\r\n\r\n{\"cut\":");
      case "fake-head-only" -> {
        reply.startChunks(FakeApis.stream(ask).contentType());
        reply.hang();
      }
      case "fake-endless-length" -> trickle(reply, JSON_OF + FOREVER + "\r\n\r\n");
      case "fake-drip-head" -> trickle(reply, "HTTP/1.1 200 Fake\r\nx-drip: ");
      case "fake-junk" -> reply.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n");
      case "fake-two-answers" -> {
        String unasked = "HTTP/1.1 200 Fake\r\nContent-Length: 7\r\n\r\nunasked";
        reply.raw("HTTP/1.1 200 Fake\r\nContent-Length: 5\r\n\r\nasked" + unasked);
        return FakeScript.Next.KEEP;
      }
      default -> {
        return FakeScript.Next.NOT_MINE;
      }
    }
    return FakeScript.Next.CLOSE;
  }

  private static void trickle(FakeReply reply, String head) throws IOException {
    reply.raw(head);
    for (long i = 0; i < FOREVER; i++) {
      reply.raw("x");
      FakeScript.pause(20);
    }
  }
}
