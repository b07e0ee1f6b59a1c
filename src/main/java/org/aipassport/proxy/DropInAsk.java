package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.grants.GrantView;
import org.aipassport.providers.CallerRequest;
import org.aipassport.providers.Operation;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.wire.JsonBodies;
import org.aipassport.wire.Refusals;

/** A request in a provider's own protocol; its body leaves member for member as it was read. */
final class DropInAsk implements Asked {
  private final HttpServletRequest request;
  private final CallerRequest asked;

  DropInAsk(HttpServletRequest request, CallerRequest asked) {
    this.request = request;
    this.asked = asked;
  }

  static Asked read(HttpServletRequest request, HeldBody body) {
    return new DropInAsk(
        request,
        CallerRequest.json(
            Refusals.path(request),
            QueryParameters.of(request),
            JsonBodies.parse(request, body.bytes())));
  }

  @Override
  public CallPlan of(Provider provider, GrantView grant) {
    Operation operation =
        provider.at(asked.path()).orElseThrow(() -> WrongProtocol.at(asked.path(), provider));
    Understood understood = operation.understand(asked, grant.scope().store());
    return CallPlan.json(operation.name(), understood, provider.headers(sent(provider)));
  }

  /** The caller's headers that the provider wants to see; a repeated one is one list. */
  private Map<String, String> sent(Provider provider) {
    Map<String, String> sent = new HashMap<>();
    for (String name : provider.passedHeaders()) {
      List<String> values = Collections.list(request.getHeaders(name));
      if (!values.isEmpty()) {
        sent.put(name, String.join(",", values));
      }
    }
    return sent;
  }
}
