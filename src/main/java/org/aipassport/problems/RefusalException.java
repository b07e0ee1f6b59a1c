package org.aipassport.problems;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refusal on its way to the edge. Its detail is shown to the caller and never holds a secret. */
public final class RefusalException extends RuntimeException {
  private final Refusal reason;
  private final @Nullable String field;
  private final @Nullable Duration wait;
  private final Map<String, String> facts;

  public RefusalException(Refusal reason, String detail) {
    this(reason, detail, null, null, Map.of(), null);
  }

  private RefusalException(
      Refusal reason,
      String detail,
      @Nullable String field,
      @Nullable Duration wait,
      Map<String, String> facts,
      @Nullable Throwable cause) {
    super(detail, cause);
    this.reason = reason;
    this.field = field;
    this.wait = wait;
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** A refusal of one member or parameter, {@code scope.models[0]} for instance. */
  public static RefusalException ofField(String field, String problem) {
    return new RefusalException(
        Refusal.INVALID_FIELD, field + ": " + problem, field, null, Map.of(), null);
  }

  /** As {@link #ofField(String, String)}, with figures for programs as in {@link #withFacts}. */
  public static RefusalException ofField(String field, String problem, Map<String, String> facts) {
    return new RefusalException(
        Refusal.INVALID_FIELD, field + ": " + problem, field, null, facts, null);
  }

  /** A refusal of one member that the broker's policy keeps from upstreams. */
  public static RefusalException ofPolicy(String field, String why) {
    return new RefusalException(Refusal.POLICY, field + ": " + why, field, null, Map.of(), null);
  }

  /** A refusal with the fault that led to it; the cause is for the log only. */
  public static RefusalException because(Refusal reason, String detail, Throwable cause) {
    return new RefusalException(reason, detail, null, null, Map.of(), cause);
  }

  /** A refusal that is known to be over after {@code wait}. */
  public static RefusalException until(Refusal reason, String detail, Duration wait) {
    return new RefusalException(reason, detail, null, wait, Map.of(), null);
  }

  /** A refusal with figures for programs, by the names in which they are told, in their order. */
  public static RefusalException withFacts(
      Refusal reason, String detail, Map<String, String> facts) {
    return new RefusalException(reason, detail, null, null, facts, null);
  }

  public Refusal reason() {
    return reason;
  }

  /** What is shown to the caller. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** The member or parameter at fault, when it is one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** Figures for programs; mostly none. */
  public Map<String, String> facts() {
    return facts;
  }

  /** After how long it is worth another try, when that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(wait);
  }
}
