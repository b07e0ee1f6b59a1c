package org.aipassport.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** The OpenAI API: chat with and without stream and tools, embeddings, models. */
final class FakeOpenAi {
  private static final String START =
      "{\"id\":\"chatcmpl-fake\",\"object\":\"%s\",\"created\":1700000000,\"model\":%s,";
  private static final int COMPLETION_TOKENS = 5;

  private FakeOpenAi() {}

  static int lengthOf(Arrival arrival) {
    return Scan.last(arrival.text(), "content|text|input").length();
  }

  private static String start(Arrival arrival, String type) {
    return START.formatted(type, Scan.quoted(FakeScript.modelOf(arrival)));
  }

  static String completion(Arrival arrival) {
    String choice =
        Scan.tool(arrival.text())
            .map(
                name ->
                    "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":["
                        + toolCall(name, "{}", "")
                        + "]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}")
            .orElse(
                "{\"role\":\"assistant\",\"content\":\"You sent %d characters.\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}"
                    .formatted(lengthOf(arrival)));
    return start(arrival, "chat.completion")
        + "\"choices\":[{\"index\":0,\"message\":"
        + choice
        + "],\"usage\":"
        + usage(arrival)
        + "}";
  }

  private static String toolCall(String name, String arguments, String index) {
    return "{%s\"id\":\"call_fake\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
        .formatted(index, Scan.quoted(name), Scan.quoted(arguments));
  }

  private static String usage(Arrival arrival) {
    int prompt = lengthOf(arrival);
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(prompt, COMPLETION_TOKENS, prompt + COMPLETION_TOKENS);
  }

  /** A whole stream: so many chunks of content, the end, the usage if asked for. */
  static void stream(Arrival arrival, FakeReply reply, int chunks) throws IOException {
    var tool = Scan.tool(arrival.text());
    if (tool.isPresent()) {
      streamTool(arrival, reply, tool.get());
    } else {
      startStream(arrival, reply, chunks);
      reply.event(chunk(arrival, "{}", "\"stop\""));
    }
    if (Scan.isTrue(arrival.text(), "include_usage")) {
      String head = start(arrival, "chat.completion.chunk");
      reply.event(head + "\"choices\":[],\"usage\":" + usage(arrival) + "}");
    }
    reply.event("[DONE]");
    reply.endEvents();
  }

  /** The beginning of a stream. */
  static void startStream(Arrival arrival, FakeReply reply, int chunks) throws IOException {
    reply.startEvents();
    for (int i = 0; i < chunks; i++) {
      reply.event(chunk(arrival, "part " + i + " "));
    }
  }

  private static void streamTool(Arrival arrival, FakeReply reply, String name) throws IOException {
    String call = toolCall(name, "", "\"index\":0,");
    String more = "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}";
    reply.startEvents();
    reply.event(
        chunk(
            arrival,
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call + "]}",
            "null"));
    reply.event(chunk(arrival, more, "null"));
    reply.event(chunk(arrival, "{}", "\"tool_calls\""));
  }

  static String chunk(Arrival arrival, String content) {
    String delta = "{\"role\":\"assistant\",\"content\":" + Scan.quoted(content) + "}";
    return chunk(arrival, delta, "null");
  }

  private static String chunk(Arrival arrival, String delta, String finish) {
    String usage = Scan.isTrue(arrival.text(), "include_usage") ? ",\"usage\":null" : "";
    return start(arrival, "chat.completion.chunk")
        + "\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}]%s}"
            .formatted(delta, finish, usage);
  }

  static String embeddings(Arrival arrival) {
    boolean packed = Scan.text(arrival.text(), "encoding_format").orElse("").equals("base64");
    String vector = packed ? Scan.quoted(base64()) : "[0.5,-0.25,1.0]";
    int tokens = Math.max(1, lengthOf(arrival));
    return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":%s}],\"model\":%s,\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
        .formatted(vector, Scan.quoted(FakeScript.modelOf(arrival)), tokens, tokens);
  }

  private static String base64() {
    ByteBuffer floats = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.5f).putFloat(-0.25f).putFloat(1.0f);
    return Base64.getEncoder().encodeToString(floats.array());
  }

  static String models() {
    return "{\"object\":\"list\",\"data\":[" + model("gpt-fake") + "," + model("gpt-other") + "]}";
  }

  static String model(String id) {
    return "{\"id\":%s,\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"fake\"}"
        .formatted(Scan.quoted(id));
  }
}
