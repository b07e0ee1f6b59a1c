package org.aipassport.providers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an app may do with a model. */
public enum Capability {
  /** Conversations, tools included. */
  CHAT,
  /** Vectors of texts. */
  EMBEDDINGS,
  /** Making and changing pictures. */
  IMAGES,
  /** Speech in and out. */
  AUDIO,
  /** Fill-in-the-middle completions and the providers' hosted code tools. */
  CODE;

  /** The name on the wire, {@code chat} for instance. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The capability of that name on the wire. */
  public static Optional<Capability> ofWireName(String name) {
    return Arrays.stream(values()).filter(c -> c.wireName().equals(name)).findFirst();
  }
}
