package org.aipassport.providers;

import java.util.EnumMap;
import java.util.Map;

/**
 * Reads the usage of OpenAI's operations. Tokens that were read from the cache, written to it, or
 * are sound or pictures are part of the input; those of reasoning and of rejected predictions part
 * of the output.
 *
 * @param in the member that counts the input
 * @param out the member that counts the output
 * @param outRequired whether it must be there
 * @param plainIn what input is that is not told to be anything else; where that is not text, it is
 *     dearer
 * @param plainOut what output is that is not told to be anything else, likewise
 */
record OpenAiUsage(
    String in, String out, boolean outRequired, UsageUnit plainIn, UsageUnit plainOut) {
  private static final String TEXT = "text_tokens";
  private static final String AUDIO = "audio_tokens";
  private static final String IMAGES = "image_tokens";

  Map<UsageUnit, Long> read(UsageMembers usage) {
    Map<UsageUnit, Long> counts = new EnumMap<>(UsageUnit.class);
    if (plainIn == UsageUnit.AUDIO_INPUT && usage.isPresent("seconds")) {
      counts.put(UsageUnit.AUDIO_SECONDS, usage.roundedUp("seconds"));
      return counts;
    }
    long input = usage.required(in);
    long output = outRequired ? usage.required(out) : usage.count(out);
    UsageMembers.atLeast(usage.count("total_tokens"), input, output);
    input(input, usage.within(in + "_details", in.replace("tokens", "token") + "_details"), counts);
    output(
        output,
        usage.within(out + "_details", out.replace("tokens", "token") + "_details"),
        counts);
    if (usage.isPresent("prompt_audio_seconds")) { // Mistral's
      counts.put(UsageUnit.AUDIO_SECONDS, usage.roundedUp("prompt_audio_seconds"));
    }
    return counts;
  }

  /** What is cached is taken for sound first, which then has the price of fresh sound. */
  private void input(long input, UsageMembers details, Map<UsageUnit, Long> counts) {
    long text = details.count(TEXT);
    long audio = details.count(AUDIO);
    UsageMembers.rest(input, text, audio, details.count(IMAGES));
    long written = details.count("cache_write_tokens");
    UsageMembers.rest(input, details.count("cached_tokens"), written);
    if (plainIn != UsageUnit.INPUT) {
      counts.put(UsageUnit.INPUT, text);
      counts.put(plainIn, UsageMembers.rest(input, text));
      return;
    }
    long cached = Math.max(0, details.count("cached_tokens") - audio);
    counts.put(UsageUnit.INPUT, UsageMembers.rest(input, cached, written, audio));
    counts.put(UsageUnit.CACHE_READ, cached);
    counts.put(UsageUnit.CACHE_WRITE, written);
    counts.put(UsageUnit.AUDIO_INPUT, audio);
  }

  private void output(long output, UsageMembers details, Map<UsageUnit, Long> counts) {
    long text = details.count(TEXT);
    long audio = details.count(AUDIO);
    UsageMembers.rest(output, text, audio, details.count(IMAGES));
    UsageMembers.rest(output, details.count("reasoning_tokens"), audio);
    if (plainOut != UsageUnit.OUTPUT) {
      counts.put(UsageUnit.OUTPUT, text);
      counts.put(plainOut, UsageMembers.rest(output, text));
      return;
    }
    counts.put(UsageUnit.OUTPUT, UsageMembers.rest(output, audio));
    counts.put(UsageUnit.AUDIO_OUTPUT, audio);
  }
}
