package org.aipassport.providers;

import java.util.Locale;

/** A call that the broker understands; what it does not understand it does not forward. */
public enum Operation {
  /** {@code POST /v1/chat/completions}, OpenAI's protocol. */
  CHAT_COMPLETIONS(Capability.CHAT),
  /** {@code POST /v1/embeddings}, OpenAI's protocol. */
  EMBEDDINGS(Capability.EMBEDDINGS),
  /** {@code POST /proxy/chat}, the same for every provider. */
  PROXY_CHAT(Capability.CHAT);

  private final Capability capability;

  Operation(Capability capability) {
    this.capability = capability;
  }

  /** What a grant must allow for this. */
  public Capability capability() {
    return capability;
  }

  /** The name in usage rows and audit events. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
