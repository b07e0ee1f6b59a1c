package org.aipassport.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.outbound.Header;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.outbound.UpstreamTarget;
import org.aipassport.providers.Provider;
import org.aipassport.providers.UpstreamCall;
import org.aipassport.values.SecretText;

/**
 * Builds what goes upstream, from nothing: no header of the caller's is copied, so none can be
 * smuggled.
 */
final class UpstreamRequests {
  private UpstreamRequests() {}

  static UpstreamRequest build(
      Provider provider, UpstreamCall call, boolean stream, Optional<SecretText> key) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Accept", stream ? "text/event-stream" : "application/json"));
    headers.add(new Header("Content-Type", "application/json"));
    provider.fixedHeaders().forEach((name, value) -> headers.add(new Header(name, value)));
    key.ifPresent(
        secret ->
            headers.add(
                new Header(
                    provider.protocol().keyHeader(),
                    provider.protocol().keyPrefix() + secret.reveal())));
    return new UpstreamRequest(
        new UpstreamTarget(
            provider.origin(), provider.allowPrivate(), provider.deadlines(), provider.egress()),
        "POST",
        call.pathAndQuery(),
        headers,
        Json.write(call.body()));
  }
}
