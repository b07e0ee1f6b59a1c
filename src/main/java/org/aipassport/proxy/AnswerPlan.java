package org.aipassport.proxy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.ErrorCodes;
import org.aipassport.providers.EventDialect;
import org.aipassport.providers.Protocol;
import org.aipassport.providers.Provider;
import org.aipassport.providers.StreamChoice;
import org.aipassport.providers.StreamEnds;
import org.aipassport.providers.Understood;

/**
 * What a call's answer may be, and how its errors are read and told.
 *
 * @param kinds which kinds of answer are passed on
 * @param streamWanted whether the caller asked for events, or for an array piece by piece
 * @param stripUsage whether the usage in a chat's stream was asked for by the broker alone, and so
 *     does not reach the caller
 * @param codes which error codes say whose fault an error is
 * @param dialect how events tell errors
 * @param ends what a whole stream ends with
 * @param headers names of the answer's headers that are passed on
 */
record AnswerPlan(
    Protocol protocol,
    Set<AnswerKind> kinds,
    boolean streamWanted,
    boolean stripUsage,
    ErrorCodes codes,
    EventDialect dialect,
    StreamEnds ends,
    List<String> headers) {
  AnswerPlan {
    kinds = Set.copyOf(kinds);
    headers = List.copyOf(headers);
  }

  /** The plan of a call that {@code provider} will answer. */
  static AnswerPlan of(Provider provider, Understood call) {
    Set<AnswerKind> kinds = EnumSet.copyOf(call.operation().answer().kinds());
    if (call.wanted() == StreamChoice.Wanted.EVENTS) {
      kinds.remove(AnswerKind.JSON_STREAM);
    } else if (call.wanted() == StreamChoice.Wanted.JSON_STREAM) {
      kinds.remove(AnswerKind.EVENTS);
    }
    return new AnswerPlan(
        provider.protocol(),
        kinds,
        call.wanted() != StreamChoice.Wanted.WHOLE,
        call.stripUsage(),
        provider.codes(),
        call.operation().answer().dialect(),
        call.operation().answer().ends(),
        provider.answerHeaders());
  }

  boolean allows(AnswerKind kind) {
    boolean isStream = kind == AnswerKind.EVENTS || kind == AnswerKind.JSON_STREAM;
    return kinds.contains(kind) && (streamWanted || !isStream);
  }
}
