package org.aipassport.support;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which API a path belongs to, and its ordinary answer. */
final class FakeApis {
  private static final Map<String, Function<FakeAsk, String>> PLAIN =
      Map.ofEntries(
          Map.entry("/chat/completions", FakeChat::json),
          Map.entry("/fim/completions", FakeChat::json),
          Map.entry("/agents/completions", FakeChat::json),
          Map.entry("/v1/completions", FakeCompletions::json),
          Map.entry("/responses", FakeResponses::json),
          Map.entry("/responses/input_tokens", FakeResponses::inputTokens),
          Map.entry("/embeddings", FakeOpenAi::embeddings),
          Map.entry("/moderations", FakeOpenAi::moderations),
          Map.entry("/images/generations", FakeImages::json),
          Map.entry("/images/edits", FakeImages::json),
          Map.entry("/images/variations", FakeImages::json),
          Map.entry("/v1/messages", FakeAnthropic::message),
          Map.entry("/messages/count_tokens", FakeAnthropic::count),
          Map.entry(":generateContent", FakeGoogle::content),
          Map.entry(":countTokens", FakeGoogle::count),
          Map.entry(":embedContent", ask -> FakeGoogle.embedding()),
          Map.entry(":batchEmbedContents", FakeGoogle::embeddings));
  private static final Map<String, Function<FakeAsk, FakeStream>> STREAMED =
      Map.ofEntries(
          Map.entry("/chat/completions", FakeChat::new),
          Map.entry("/fim/completions", FakeChat::new),
          Map.entry("/agents/completions", FakeChat::new),
          Map.entry("/v1/completions", FakeCompletions::new),
          Map.entry("/responses", FakeResponses::new),
          Map.entry("/images/generations", FakeImages::new),
          Map.entry("/images/edits", FakeImages::new),
          Map.entry("/audio/speech", FakeSpeech::new),
          Map.entry("/audio/transcriptions", FakeTranscripts::new),
          Map.entry("/v1/messages", FakeAnthropic::new),
          Map.entry(":generateContent", FakeGoogle::new),
          Map.entry(":streamGenerateContent", FakeGoogle::new));

  private FakeApis() {}

  static void answer(FakeAsk ask, FakeReply reply) throws IOException {
    Optional<String> plain = plain(ask);
    String path = ask.path();
    if (FakeErrors.refuse(ask, reply)) {
      return;
    }
    if (streams(ask)) {
      FakeStream stream = stream(ask);
      new FakeEvents(reply, stream).whole(stream.pieces());
    } else if (plain.isPresent()) {
      reply.json(200, plain.get(), requestId(ask));
    } else if (path.endsWith("/audio/transcriptions") || path.endsWith("/audio/translations")) {
      FakeTranscripts.send(ask, reply);
    } else {
      FakeErrors.send(ask, reply, 404, "");
    }
  }

  /** The JSON that answers a call that asks for no stream; nothing where the answer is no JSON. */
  static Optional<String> plain(FakeAsk ask) {
    String path = ask.path();
    if (path.endsWith("/models")) {
      return Optional.of(models(ask));
    }
    Optional<String> known = longest(PLAIN, path).map(answer -> answer.apply(ask));
    if (known.isEmpty() && path.contains("/models/") && !path.contains(":")) {
      return Optional.of(model(ask, path.substring(path.indexOf("/models/") + 8)));
    }
    return known;
  }

  /** Whether the answer is to be a stream. */
  static boolean streams(FakeAsk ask) {
    String path = ask.path();
    return path.endsWith(":streamGenerateContent")
        || path.endsWith("/audio/speech")
        || ask.flag("stream") && longest(STREAMED, path).isPresent();
  }

  /** The stream of the path's protocol; a chat where it has none. */
  static FakeStream stream(FakeAsk ask) {
    return longest(STREAMED, ask.path()).orElse(FakeChat::new).apply(ask);
  }

  static boolean isAnthropic(FakeAsk ask) {
    return ask.path().contains("/v1/messages")
        || ask.arrival().header("anthropic-version").isPresent();
  }

  static boolean isGoogle(FakeAsk ask) {
    String path = ask.path();
    boolean acts = path.contains("/models/") && path.contains(":");
    boolean reads = ask.arrival().header("x-goog-api-key").isPresent();
    return acts || reads || path.contains("/v1beta/") && !path.contains("/openai/");
  }

  private static String requestId(FakeAsk ask) {
    return stream(ask).requestId();
  }

  private static String models(FakeAsk ask) {
    if (isGoogle(ask)) {
      return FakeGoogle.models();
    }
    return isAnthropic(ask) ? FakeAnthropic.models() : FakeOpenAi.models();
  }

  private static String model(FakeAsk ask, String id) {
    if (isGoogle(ask)) {
      return FakeGoogle.model(id);
    }
    return isAnthropic(ask) ? FakeAnthropic.model(id) : FakeOpenAi.model(id);
  }

  private static <T> Optional<T> longest(Map<String, T> byEnd, String path) {
    return byEnd.entrySet().stream()
        .filter(entry -> path.endsWith(entry.getKey()))
        .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
        .map(Map.Entry::getValue);
  }
}
