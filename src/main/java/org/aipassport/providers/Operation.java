package org.aipassport.providers;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/**
 * A call that the broker understands, as a provider's table has it; what no table has is not
 * forwarded.
 *
 * @param name in usage rows and audit events, {@code chat_completions} for instance
 * @param capability what a grant must allow for it
 */
public record Operation(
    String name, Capability capability, Route route, BodyTable body, AnswerTable answer) {
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
        answer.withUsage(body.prepared(request.body()), streamed));
  }
}
