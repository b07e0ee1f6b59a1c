package org.aipassport.providers;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/**
 * A call that the broker understands, as a provider's table has it; what no table has is not
 * forwarded.
 *
 * @param name in usage rows and audit events, {@code chat_completions} for instance
 * @param capability what a grant must allow for it
 * @param counting how the provider counts what goes in, if it does
 */
public record Operation(
    String name,
    Capability capability,
    Route route,
    BodyTable body,
    AnswerTable answer,
    Optional<Counting> counting) {
  /**
   * What a request asks for, and what goes upstream for it.
   *
   * @param storageGranted whether the grant lets the provider keep conversations
   * @throws RefusalException INVALID_FIELD, POLICY or UNSUPPORTED_MEDIA_TYPE naming what is wrong
   */
  public Understood understand(CallerRequest request, boolean storageGranted) {
    Map<String, String> query = route.passed(request.query());
    Set<Capability> needed = EnumSet.of(capability);
    needed.addAll(body.check(request, storageGranted));
    ModelName model = body.model(request.body(), route.modelIn(request.path()));
    StreamChoice.Wanted wanted = body.stream().of(request.body(), query);
    boolean streamed = wanted != StreamChoice.Wanted.WHOLE;
    return new Understood(
        this,
        model,
        needed,
        wanted,
        answer.stripsUsage(request.body(), streamed),
        route.target(model, query),
        request.form(),
        answer.withUsage(body.prepared(request.body()), streamed));
  }

  /**
   * The most that a call of this operation can use, for a grant with a money cap. Nothing of it is
   * asked of a grant without one.
   *
   * @param call an answer of {@link #understand}, its body as it goes upstream but for the limit of
   *     output tokens
   * @param formTexts the bytes of those parts of a form that are no files; 0 for JSON
   * @param inert the members at the top that cost nothing although no table has them
   * @throws RefusalException POLICY naming the member whose cost has no bound
   */
  public BoundedCall bounded(Understood call, long formTexts, Predicate<String> inert) {
    return Bounding.of(body, call, formTexts, inert);
  }
}
