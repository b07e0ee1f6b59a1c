package org.aipassport.providers;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.aipassport.json.JsonObject;

/**
 * How an operation's answers tell what was used. What is not plausible (negative or broken counts,
 * parts that are more than the whole, a total that is more than its parts) is not read at all: an
 * account is never corrected downwards.
 */
public enum UsageForm {
  /** {@code prompt_tokens} and {@code completion_tokens}; also Mistral's, Cohere's, Ollama's. */
  OPENAI_CHAT(openAi("prompt", "completion", UsageUnit.INPUT, UsageUnit.OUTPUT)),
  /** {@code prompt_tokens} alone. */
  OPENAI_EMBEDDINGS(
      new OpenAiUsage(
          "prompt_tokens", "completion_tokens", false, UsageUnit.INPUT, UsageUnit.OUTPUT)),
  /** {@code input_tokens} and {@code output_tokens}. */
  OPENAI_RESPONSES(openAi("input", "output", UsageUnit.INPUT, UsageUnit.OUTPUT)),
  /** The same of pictures. */
  OPENAI_IMAGES(openAi("input", "output", UsageUnit.IMAGE_INPUT, UsageUnit.IMAGE_OUTPUT)),
  /** The same of text that is spoken. */
  OPENAI_SPEECH(openAi("input", "output", UsageUnit.INPUT, UsageUnit.AUDIO_OUTPUT)),
  /** The same of sound that is written down, or its length in {@code seconds}. */
  OPENAI_TRANSCRIPTION(openAi("input", "output", UsageUnit.AUDIO_INPUT, UsageUnit.OUTPUT)),
  /** Anthropic's, field by field over all events. */
  ANTHROPIC(AnthropicUsage::read),
  /** {@code usageMetadata}. */
  GOOGLE(GoogleUsage::read),
  /** Cohere's own: {@code billed_units}. */
  COHERE(UsageForm::cohere);

  private final Function<UsageMembers, Map<UsageUnit, Long>> reading;

  UsageForm(Function<UsageMembers, Map<UsageUnit, Long>> reading) {
    this.reading = reading;
  }

  UsageForm(OpenAiUsage reading) {
    this(reading::read);
  }

  /** The form of that name. */
  public static Optional<UsageForm> ofWireName(String name) {
    return Arrays.stream(values()).filter(form -> form.wireName().equals(name)).findFirst();
  }

  /** The name in provider tables, {@code openai-chat} for instance. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What an account says.
   *
   * @param usage the account itself
   * @param holder the object of which it is a member; OpenAI names the service tier there
   * @return empty if it is not plausible
   */
  public Optional<UsageCounts> read(JsonObject usage, JsonObject holder) {
    try {
      UsageMembers members = new UsageMembers(usage);
      return Optional.of(
          new UsageCounts(reading.apply(members), tier(members, new UsageMembers(holder))));
    } catch (UsageMembers.Implausible | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Whether later accounts of a stream lack what earlier ones said. */
  boolean isCompletedByLater() {
    return this == ANTHROPIC;
  }

  /** Whether each account of a stream is about one picture of it, as far as one can know. */
  boolean isAddedTo() {
    return this == OPENAI_IMAGES;
  }

  private Optional<String> tier(UsageMembers usage, UsageMembers holder) {
    return switch (this) {
      case ANTHROPIC -> AnthropicUsage.tier(usage);
      case GOOGLE -> GoogleUsage.tier(usage).or(() -> GoogleUsage.tier(holder));
      case COHERE -> Optional.empty();
      default -> holder.text("service_tier");
    };
  }

  private static OpenAiUsage openAi(String in, String out, UsageUnit plainIn, UsageUnit plainOut) {
    return new OpenAiUsage(in + "_tokens", out + "_tokens", true, plainIn, plainOut);
  }

  private static Map<UsageUnit, Long> cohere(UsageMembers usage) {
    UsageMembers billed = usage.within("billed_units");
    if (billed.roundedUp("search_units") > 0 || billed.roundedUp("classifications") > 0) {
      throw new UsageMembers.Implausible("search_units"); // of no price here
    }
    Map<UsageUnit, Long> counts = new EnumMap<>(UsageUnit.class);
    counts.put(UsageUnit.INPUT, billed.required("input_tokens"));
    counts.put(UsageUnit.OUTPUT, billed.count("output_tokens"));
    return counts;
  }
}
