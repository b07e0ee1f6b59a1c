package org.aipassport.providers;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Google's usageMetadata. The prompt includes what was cached; thoughts and what tools
 * brought into the prompt come on top.
 */
final class GoogleUsage {
  private static final String AUDIO = "audio";
  private static final Set<String> TEXT = Set.of("text", "modality_unspecified");
  private static final Set<String> PICTURES = Set.of("image", "video", "document");
  private static final String TIER_PREFIX = "service_tier_";

  private GoogleUsage() {}

  static Map<UsageUnit, Long> read(UsageMembers usage) {
    long prompt = usage.required("promptTokenCount");
    long tools = usage.count("toolUsePromptTokenCount");
    long candidates = usage.count("candidatesTokenCount");
    long thoughts = usage.count("thoughtsTokenCount");
    UsageMembers.atLeast(usage.count("totalTokenCount"), prompt, tools, candidates, thoughts);
    Map<UsageUnit, Long> counts = input(usage, prompt, tools);
    Parts out = Parts.of(usage, "candidatesTokensDetails");
    counts.put(UsageUnit.AUDIO_OUTPUT, out.audio());
    counts.put(UsageUnit.IMAGE_OUTPUT, out.pictures());
    counts.put(
        UsageUnit.OUTPUT,
        Math.addExact(
            thoughts,
            UsageMembers.rest(candidates, out.audio(), out.pictures(), out.text()) + out.text()));
    return counts;
  }

  static Optional<String> tier(UsageMembers usage) {
    return usage
        .text("serviceTier")
        .map(name -> name.startsWith(TIER_PREFIX) ? name.substring(TIER_PREFIX.length()) : name)
        .filter(name -> !name.equals("unspecified"));
  }

  /**
   * Cached sound counts as fresh sound, since it has no price of its own here; what is cached and
   * of unknown kind is taken for sound first, then for text, which is never dearer than pictures.
   */
  private static Map<UsageUnit, Long> input(UsageMembers usage, long prompt, long tools) {
    Parts in = Parts.of(usage, "promptTokensDetails");
    Parts brought = Parts.of(usage, "toolUsePromptTokensDetails");
    Parts cached = Parts.of(usage, "cacheTokensDetails");
    long text = UsageMembers.rest(prompt, in.audio(), in.pictures());
    UsageMembers.rest(text, in.text());
    long unsaid =
        UsageMembers.rest(
            usage.count("cachedContentTokenCount"),
            cached.text(),
            cached.pictures(),
            cached.audio());
    long unsaidText = Math.max(0, unsaid - UsageMembers.rest(in.audio(), cached.audio()));
    long readText = Math.min(text, cached.text() + unsaidText);
    long readPictures = cached.pictures() + cached.text() + unsaidText - readText;
    long toolsText = UsageMembers.rest(tools, brought.audio(), brought.pictures());
    Map<UsageUnit, Long> counts = new EnumMap<>(UsageUnit.class);
    counts.put(UsageUnit.INPUT, Math.addExact(text - readText, toolsText));
    counts.put(UsageUnit.CACHE_READ, readText + readPictures);
    counts.put(UsageUnit.AUDIO_INPUT, Math.addExact(in.audio(), brought.audio()));
    counts.put(
        UsageUnit.IMAGE_INPUT,
        Math.addExact(UsageMembers.rest(in.pictures(), readPictures), brought.pictures()));
    return counts;
  }

  /** How many tokens were of which kind. */
  private record Parts(long text, long audio, long pictures) {
    static Parts of(UsageMembers usage, String name) {
      long text = 0;
      long audio = 0;
      long pictures = 0;
      for (UsageMembers part : usage.list(name)) {
        long count = part.count("tokenCount");
        String modality = part.text("modality").orElse("text");
        if (modality.equals(AUDIO)) {
          audio = Math.addExact(audio, count);
        } else if (PICTURES.contains(modality)) {
          pictures = Math.addExact(pictures, count);
        } else if (TEXT.contains(modality)) {
          text = Math.addExact(text, count);
        } else {
          throw new UsageMembers.Implausible(modality);
        }
      }
      return new Parts(text, audio, pictures);
    }
  }
}
