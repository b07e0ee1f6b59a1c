package org.aipassport.providers;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/** A call for which a grant with a money cap can pay: the most that it can use has a bound. */
public final class BoundedCall {
  /** How the tokens of an answer are bounded. */
  public enum Output {
    /** There are none. */
    NONE,
    /** By a member of the body, which the broker can lower or add. */
    LIMITED,
    /** By what the model can do only; no member of the body says less. */
    MODEL
  }

  /**
   * What a body was found to be.
   *
   * @param inputTokens without those whose number only the context window bounds
   * @param filler the member whose tokens only the context window bounds
   * @param rounds how often the model can run
   * @param answers how many answers were asked for
   * @param extraOutput tokens that each can have above its limit
   * @param uncounted of {@code inputTokens}, those that a count by the provider may leave out
   * @param characters of texts that some models are paid for by their length
   */
  record Measure(
      long inputTokens,
      long uncounted,
      Optional<String> filler,
      long rounds,
      long answers,
      long extraOutput,
      Set<UsageUnit> kinds,
      Map<UsageUnit, Long> others,
      OptionalLong characters,
      Optional<String> serviceTier) {
    /** The same with no more than so many tokens that go in; with fewer if it had fewer. */
    Measure withInput(long most) {
      long input = filler.isEmpty() ? Math.min(most, inputTokens) : most;
      return new Measure(
          input,
          uncounted,
          Optional.empty(),
          rounds,
          answers,
          extraOutput,
          kinds,
          others,
          characters,
          serviceTier);
    }

    /** Of a call that uses nothing that is paid for. */
    static final Measure NOTHING =
        new Measure(
            0,
            0,
            Optional.empty(),
            1,
            1,
            0,
            Set.of(),
            Map.of(),
            OptionalLong.empty(),
            Optional.empty());
  }

  private static final long ALLOWANCE = 500;

  private final Measure measure;
  private final OutputLimit limit;
  private final OptionalLong asked;
  private final long least;

  BoundedCall(Measure measure, OutputLimit limit, OptionalLong asked, long least) {
    this.measure = measure;
    this.limit = limit;
    this.asked = asked;
    this.least = least;
  }

  /**
   * Whether a count of what goes in, made by the provider, bounds it: the model reads it once, and
   * it is paid for.
   */
  public boolean isCountable() {
    return measure.rounds() == 1
        && measure.kinds().stream().anyMatch(UsageUnit::isInputToken)
        && measure.characters().isEmpty();
  }

  /**
   * The same call, bounded by the provider's own count of what goes in. Providers call theirs an
   * estimate, so a twentieth is added, and what they add to any call.
   *
   * @param tokens as the provider counts them
   * @throws IllegalArgumentException if it is negative or beyond what any model has
   */
  public BoundedCall counted(long tokens) {
    long most = inRange(tokens) + tokens / 20 + ALLOWANCE + measure.uncounted();
    return new BoundedCall(measure.withInput(most), limit, asked, least);
  }

  public Output output() {
    if (measure.kinds().stream().noneMatch(UsageUnit::isOutputToken)) {
      return Output.NONE;
    }
    return limit.places().isEmpty() ? Output.MODEL : Output.LIMITED;
  }

  /** The most tokens that the caller lets each answer have; empty if it did not say. */
  public OptionalLong askedOutput() {
    return asked;
  }

  /** The smallest limit of an answer's tokens that the upstream takes; 0 where there are none. */
  public long leastOutput() {
    return output() == Output.NONE ? 0 : least;
  }

  /** Whether {@link #at} needs to know the context window. */
  public boolean needsContextWindow() {
    return measure.filler().isPresent();
  }

  /**
   * The most that the call can use.
   *
   * @param outputTokensPerAnswer the limit that the body will have, or what the model can do; 0
   *     where there are no tokens of output
   * @param contextWindow the most tokens that the model takes
   * @throws RefusalException POLICY if it depends on a context window that is not known
   * @throws IllegalArgumentException if a figure is negative or beyond what any model has
   */
  public UsageBound at(long outputTokensPerAnswer, OptionalLong contextWindow) {
    return new UsageBound(
        inputTokens(contextWindow),
        outputTokens(outputTokensPerAnswer),
        measure.kinds(),
        measure.others(),
        measure.serviceTier());
  }

  private long inputTokens(OptionalLong contextWindow) {
    if (measure.filler().isEmpty()) {
      return measure.inputTokens();
    }
    if (contextWindow.isEmpty()) {
      throw RefusalException.ofPolicy(
          measure.filler().get(),
          "only the model's context window bounds what it costs, and the price book does not"
              + " know that of the model");
    }
    long window = Math.max(inRange(contextWindow.getAsLong()), measure.inputTokens());
    return Math.multiplyExact(window, measure.rounds());
  }

  private long outputTokens(long perAnswer) {
    if (output() == Output.NONE) {
      return 0;
    }
    long most = Math.addExact(inRange(perAnswer), measure.extraOutput());
    return Math.multiplyExact(most, Math.multiplyExact(measure.answers(), measure.rounds()));
  }

  private static long inRange(long tokens) {
    if (tokens < 0 || tokens > OutputLimit.MOST) {
      throw new IllegalArgumentException("no number of tokens: " + tokens);
    }
    return tokens;
  }

  /**
   * The most that the call can use if its model is paid for by the length of its text and not in
   * tokens; empty where no model is.
   */
  public Optional<UsageBound> byCharacters() {
    return measure.characters().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UsageBound(
                0,
                0,
                Set.of(),
                Map.of(UsageUnit.CHARACTERS, measure.characters().getAsLong()),
                measure.serviceTier()));
  }

  /**
   * The body with a limit of at most so many tokens for each answer; the same body if its own is no
   * higher, or if there is nothing to limit.
   *
   * @param body that of the call
   * @throws RefusalException POLICY if the provider would not take so low a limit
   */
  public JsonObject withOutputLimit(JsonObject body, long tokens) {
    return output() == Output.LIMITED ? limit.lowered(body, tokens) : body;
  }
}
