package org.aipassport.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * OpenAI's speech: bytes in chunks, or events that bring them as base64. Each piece begins with the
 * mark of an MP3 frame and holds all 256 values of a byte; the text behind the last one says how
 * many characters arrived.
 */
record FakeSpeech(FakeAsk ask) implements FakeStream {
  @Override
  public List<String> pieces() {
    return ask.saying().isEmpty() ? FakeAsk.parts(5) : ask.saying();
  }

  @Override
  public List<FakeEvent> opening() {
    return List.of();
  }

  private boolean inEvents() {
    return ask.text("stream_format").equals("sse");
  }

  @Override
  public FakeEvent part(int index, String piece) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfb, (byte) 0x90, 0x64});
    frame.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
    for (int value = 0; value < 256; value++) {
      frame.write(value);
    }
    return audio(frame.toByteArray());
  }

  private FakeEvent audio(byte[] bytes) {
    String packed = Base64.getEncoder().encodeToString(bytes);
    return inEvents()
        ? FakeEvent.of("{\"type\":\"speech.audio.delta\",\"audio\":\"" + packed + "\"}")
        : FakeEvent.of(packed);
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    int sent = ask.length();
    String text = "You sent " + sent + " characters.";
    FakeEvent last = audio(text.getBytes(StandardCharsets.UTF_8));
    if (!inEvents()) {
      return List.of(last);
    }
    String usage =
        "{\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":%d,\"output_tokens\":%d,\"total_tokens\":%d}}"
            .formatted(sent, said.size(), sent + said.size());
    return List.of(last, FakeEvent.of(usage));
  }

  @Override
  public FakeFraming framing() {
    return inEvents() ? FakeFraming.LF : FakeFraming.BYTES;
  }

  @Override
  public String contentType() {
    if (inEvents()) {
      return "text/event-stream; charset=utf-8";
    }
    return switch (ask.text("response_format")) {
      case "opus" -> "audio/opus";
      case "aac" -> "audio/aac";
      case "flac" -> "audio/flac";
      case "wav" -> "audio/wav";
      case "pcm" -> "audio/pcm";
      default -> "audio/mpeg";
    };
  }
}
