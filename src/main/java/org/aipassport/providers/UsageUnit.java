package org.aipassport.providers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is counted of a call, each with a price of its own; no two overlap. */
public enum UsageUnit {
  /** Tokens of text that went in and were neither read from a cache nor written to one. */
  INPUT,
  /** Tokens that were read from the provider's cache. */
  CACHE_READ,
  /** Tokens that were written to the provider's cache, for five minutes or without saying. */
  CACHE_WRITE,
  /** Tokens that were written to the provider's cache for an hour. */
  CACHE_WRITE_1H,
  /** Tokens of sound that went in. */
  AUDIO_INPUT,
  /** Tokens of pictures that went in, where they have a price of their own. */
  IMAGE_INPUT,
  /** Tokens of text that came out, those of reasoning included. */
  OUTPUT,
  /** Tokens of sound that came out. */
  AUDIO_OUTPUT,
  /** Tokens of pictures that came out. */
  IMAGE_OUTPUT,
  /** Seconds of sound that went in, rounded up, where sound is priced by its length. */
  AUDIO_SECONDS,
  /** Characters (code points) that went in, where speech is priced by its text. */
  CHARACTERS,
  /** Searches of the web that the provider made. */
  WEB_SEARCH;

  /** The name in files and on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The unit of that name. */
  public static Optional<UsageUnit> ofWireName(String name) {
    return Arrays.stream(values()).filter(unit -> unit.wireName().equals(name)).findFirst();
  }

  /** Whether it is a kind of input, which together decides about tiers of long contexts. */
  public boolean isInputToken() {
    return switch (this) {
      case INPUT, CACHE_READ, CACHE_WRITE, CACHE_WRITE_1H, AUDIO_INPUT, IMAGE_INPUT -> true;
      default -> false;
    };
  }

  /** Whether it is a kind of output token. */
  public boolean isOutputToken() {
    return this == OUTPUT || this == AUDIO_OUTPUT || this == IMAGE_OUTPUT;
  }
}
