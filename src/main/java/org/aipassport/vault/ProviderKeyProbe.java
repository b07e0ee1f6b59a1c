package org.aipassport.vault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aipassport.audit.AuditFact;
import org.aipassport.audit.AuditLog;
import org.aipassport.identity.Caller;
import org.aipassport.outbound.Header;
import org.aipassport.outbound.UpstreamClient;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.outbound.UpstreamTarget;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.SecretText;

/** Asks a provider for its list of models, which costs nothing, to see whether it takes the key. */
@ApplicationScoped
public class ProviderKeyProbe {
  /** What the provider said. */
  public enum Result {
    /** It took the key. */
    ACCEPTED,
    /** It refused the key (401 or 403). */
    REFUSED,
    /** It answered something else. */
    UNCLEAR,
    /** It could not be reached. */
    UNREACHABLE
  }

  /**
   * The outcome of a test.
   *
   * @param status the provider's status, 0 if it could not be reached
   */
  public record Outcome(Result result, int status) {}

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private Transactions transactions;
  private AuditLog audit;
  private Providers providers;
  private ProviderKeys keys;
  private KeyOpener opener;
  private UpstreamClient client;

  @SuppressWarnings("NullAway.Init")
  protected ProviderKeyProbe() {} // for the CDI proxy

  @Inject
  ProviderKeyProbe(
      Transactions transactions,
      AuditLog audit,
      Providers providers,
      ProviderKeys keys,
      KeyOpener opener,
      UpstreamClient client) {
    this.transactions = transactions;
    this.audit = audit;
    this.providers = providers;
    this.keys = keys;
    this.opener = opener;
    this.client = client;
  }

  /**
   * Tests a key of the caller's against its provider.
   *
   * @throws RefusalException NOT_FOUND if the caller has no such key
   */
  public Outcome run(Caller caller, ProviderKeyId id) {
    Provider provider = providerOf(caller, id);
    SecretText key = opener.open(id, caller.account(), provider);
    transactions.run(
        em ->
            audit.append(
                em,
                AuditFact.of("provider_key.tested", caller.actor(), caller.account(), id.value())));
    try (UpstreamExchange exchange = client.send(request(provider, key), abort -> {})) {
      return new Outcome(meaning(exchange.status()), exchange.status());
    } catch (UpstreamFailure e) {
      return new Outcome(Result.UNREACHABLE, 0);
    }
  }

  private Provider providerOf(Caller caller, ProviderKeyId id) {
    return keys.list(caller).stream()
        .filter(view -> view.id().equals(id))
        .findFirst()
        .flatMap(view -> providers.find(view.provider()))
        .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "No such provider key."));
  }

  private static UpstreamRequest request(Provider provider, SecretText key) {
    List<Header> headers = new ArrayList<>();
    Map.Entry<String, String> credential = provider.keyHeader(key);
    headers.add(new Header(credential.getKey(), credential.getValue()));
    provider.headers(Map.of()).forEach((name, value) -> headers.add(new Header(name, value)));
    headers.add(new Header("Accept", "application/json"));
    return new UpstreamRequest(
        new UpstreamTarget(
            provider.origin(), provider.allowPrivate(), provider.deadlines(), provider.egress()),
        "GET",
        provider.modelsPath(),
        headers,
        new byte[0]);
  }

  private static Result meaning(int status) {
    return switch (status) {
      case OK -> Result.ACCEPTED;
      case UNAUTHORIZED, FORBIDDEN -> Result.REFUSED;
      default -> Result.UNCLEAR;
    };
  }
}
