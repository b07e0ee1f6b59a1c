package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.json.JsonObject;
import org.aipassport.metering.IdempotencyKey;
import org.aipassport.providers.CallerRequest;
import org.aipassport.providers.Operation;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.wire.EncodedForm;
import org.aipassport.wire.HeldBody;
import org.aipassport.wire.JsonBodies;
import org.aipassport.wire.MultipartForm;
import org.aipassport.wire.Refusals;

/** A request in a provider's own protocol; its body leaves member for member as it was read. */
final class DropInAsk implements Asked {
  private final HttpServletRequest request;
  private final CallerRequest asked;
  private final Optional<MultipartForm> form;
  private final Optional<IdempotencyKey> key;

  DropInAsk(
      HttpServletRequest request,
      CallerRequest asked,
      Optional<MultipartForm> form,
      Optional<IdempotencyKey> key) {
    this.request = request;
    this.asked = asked;
    this.form = form;
    this.key = key;
  }

  static Asked read(HttpServletRequest request, HeldBody body) {
    String path = Refusals.path(request);
    Map<String, String> query = QueryParameters.of(request);
    if (CallerForms.isForm(request)) {
      MultipartForm form = MultipartForm.parse(request.getContentType(), body.bytes());
      return new DropInAsk(
          request,
          CallerForms.read(path, query, form),
          Optional.of(form),
          CallerKeys.of(request, form));
    }
    JsonObject json = JsonBodies.parse(request, body.bytes());
    return new DropInAsk(
        request,
        CallerRequest.json(path, query, json),
        Optional.empty(),
        CallerKeys.of(request, body.bytes()));
  }

  @Override
  public CallPlan of(Provider provider, GrantView grant) {
    Operation operation =
        provider.at(asked.path()).orElseThrow(() -> WrongProtocol.at(asked.path(), provider));
    Understood understood = operation.understand(asked, grant.scope().store());
    Map<String, String> headers = provider.headers(sent(provider));
    return form.map(multipart -> plan(operation, understood, headers, multipart))
        .orElseGet(() -> CallPlan.json(operation.name(), understood, headers));
  }

  @Override
  public Optional<IdempotencyKey> key() {
    return key;
  }

  private static CallPlan plan(
      Operation operation,
      Understood understood,
      Map<String, String> headers,
      MultipartForm multipart) {
    EncodedForm written = multipart.write();
    long texts =
        multipart.parts().stream()
            .filter(part -> part.filename().isEmpty())
            .mapToLong(part -> part.content().remaining())
            .sum();
    return new CallPlan(
        operation.name(), understood, headers, written.contentType(), written.body(), texts);
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
