package org.aipassport.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.outbound.Header;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.outbound.UpstreamTarget;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.Provider;
import org.aipassport.providers.StreamChoice;
import org.aipassport.providers.Understood;
import org.aipassport.values.SecretText;

/**
 * Builds what goes upstream, from nothing: no header of the caller's is copied, so none can be
 * smuggled.
 */
final class UpstreamRequests {
  private UpstreamRequests() {}

  static UpstreamRequest build(Provider provider, CallPlan plan, Optional<SecretText> key) {
    Understood understood = plan.understood();
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Accept", accept(understood)));
    headers.add(new Header("Content-Type", plan.contentType()));
    plan.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    key.map(provider::keyHeader)
        .ifPresent(header -> headers.add(new Header(header.getKey(), header.getValue())));
    return new UpstreamRequest(
        new UpstreamTarget(
            provider.origin(), provider.allowPrivate(), provider.deadlines(), provider.egress()),
        "POST",
        provider.target(understood),
        headers,
        plan.body());
  }

  private static String accept(Understood understood) {
    if (understood.wanted() == StreamChoice.Wanted.EVENTS) {
      return "text/event-stream";
    }
    Set<AnswerKind> kinds = understood.operation().answer().kinds();
    return kinds.contains(AnswerKind.BYTES) || kinds.contains(AnswerKind.TEXT)
        ? "*/*"
        : "application/json";
  }
}
