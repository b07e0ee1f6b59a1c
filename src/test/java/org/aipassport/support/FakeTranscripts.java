package org.aipassport.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** OpenAI's transcriptions and translations of a file in a form. */
record FakeTranscripts(FakeAsk ask) implements FakeStream {
  private static final String TOKENS =
      "{\"type\":\"tokens\",\"input_tokens\":14,\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":14},\"output_tokens\":5,\"total_tokens\":19}";

  /** How much of which file arrived. */
  private static String heard(FakeAsk ask) {
    if (!ask.saying().isEmpty()) {
      return ask.said();
    }
    List<FakeMultipart.Part> files = ask.form().files();
    return files.isEmpty()
        ? "Heard nothing."
        : "Heard %d bytes of %s."
            .formatted(files.get(0).content().length(), Scan.escaped(files.get(0).file()));
  }

  static void send(FakeAsk ask, FakeReply reply) throws IOException {
    String text = heard(ask);
    switch (ask.text("response_format")) {
      case "text" -> plain(reply, text + "\n");
      case "srt" -> plain(reply, "1\n00:00:00,000 --> 00:00:01,500\n" + text + "\n\n");
      case "vtt" -> plain(reply, "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n" + text + "\n\n");
      case "verbose_json" -> reply.json(200, verbose(ask, text), "x-request-id: req_fake");
      default ->
          reply.json(
              200,
              "{\"text\":\"" + text + "\",\"usage\":" + usage(ask) + "}",
              "x-request-id: req_fake");
    }
  }

  private static void plain(FakeReply reply, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reply.send(200, "text/plain; charset=utf-8", bytes, "x-request-id: req_fake");
  }

  private static String verbose(FakeAsk ask, String text) {
    String task = ask.path().endsWith("/translations") ? "translate" : "transcribe";
    return """
    {"task":"%s","language":"english","duration":1.5,"text":"%s",\
    "segments":[{"id":0,"seek":0,"start":0.0,"end":1.5,"text":"%s","tokens":[1,2,3],\
    "temperature":0.0,"avg_logprob":-0.25,"compression_ratio":1.0,"no_speech_prob":0.01}],\
    "words":[{"word":"Heard","start":0.0,"end":0.5}],\
    "usage":{"type":"duration","seconds":2}}"""
        .formatted(task, text, text);
  }

  private static String usage(FakeAsk ask) {
    return ask.model().startsWith("whisper") ? "{\"type\":\"duration\",\"seconds\":2}" : TOKENS;
  }

  @Override
  public List<String> pieces() {
    return ask.saying().isEmpty() ? FakeAsk.parts(5) : ask.saying();
  }

  @Override
  public List<FakeEvent> opening() {
    return List.of();
  }

  @Override
  public FakeEvent part(int index, String piece) {
    return FakeEvent.of("{\"type\":\"transcript.text.delta\",\"delta\":\"" + piece + "\"}");
  }

  @Override
  public List<FakeEvent> closing(List<String> said) {
    return List.of(
        FakeEvent.of(
            "{\"type\":\"transcript.text.done\",\"text\":\"%s\",\"usage\":%s}"
                .formatted(String.join("", said), TOKENS)));
  }
}
