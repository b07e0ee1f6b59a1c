package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantPermission;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.CallPrice;
import org.aipassport.metering.Pricing;
import org.aipassport.metering.Reserved;
import org.aipassport.outbound.Pass;
import org.aipassport.outbound.UpstreamClient;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.outbound.UpstreamGates;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.providers.Understood;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.SecretText;
import org.aipassport.vault.KeyOpener;
import org.aipassport.wire.RequestId;

/**
 * A call's journey: ask the grant, put the intent on record, open the key, build the request, pass
 * the answer on, put the outcome on record.
 */
@ApplicationScoped
public class ProxiedCalls {
  private AccessTokens tokens;
  private Providers providers;
  private CallLedger ledger;
  private KeyOpener keys;
  private UpstreamClient client;
  private RunningCalls running;
  private Heartbeats heartbeats;
  private UpstreamGates gates;
  private Unsettled unsettled;
  private Pricing pricing;
  private Duration drain;

  @SuppressWarnings("NullAway.Init")
  protected ProxiedCalls() {} // for the CDI proxy

  @Inject
  ProxiedCalls(
      AccessTokens tokens,
      Providers providers,
      CallLedger ledger,
      KeyOpener keys,
      UpstreamClient client,
      RunningCalls running,
      Heartbeats heartbeats,
      UpstreamGates gates,
      Unsettled unsettled,
      Pricing pricing,
      Settings settings) {
    this.tokens = tokens;
    this.providers = providers;
    this.ledger = ledger;
    this.keys = keys;
    this.client = client;
    this.running = running;
    this.heartbeats = heartbeats;
    this.gates = gates;
    this.unsettled = unsettled;
    this.pricing = pricing;
    this.drain = settings.money().drain();
  }

  /**
   * Makes the call that is asked for and answers it.
   *
   * @throws RefusalException if nothing was answered and the caller must be told why
   * @throws CallerGoneException if the caller left
   */
  void travel(TokenRequest request, HttpServletResponse response, Asked asked) {
    GrantView grant = tokens.grantInForce(request.token());
    PageOrigin.of(request).mayUse(grant);
    Provider provider =
        providers
            .find(grant.scope().provider())
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.OUT_OF_SCOPE, "The grant's provider is not configured any more."));
    CallPlan plan = asked.of(provider, grant);
    Understood understood = plan.understood();
    understood
        .capabilities()
        .forEach(used -> GrantPermission.covers(grant, used, understood.model()));

    CallIntent intent =
        new CallIntent(RequestId.of(request), grant, plan.operation(), understood.model());
    RunningCall entry = new RunningCall(intent.id(), grant);
    running.add(entry); // first, so that no revocation can fall between reserving and sending
    try (Pass pass = gates.enter(provider.name(), grant.id().value())) {
      CallPrice price = pricing.of(provider, understood, plan.formTexts());
      Reserved reserved = ledger.reserve(intent, price);
      if (reserved.reservation().isCapped()) {
        entry.drainFor(drain);
      }
      CallMeter meter =
          new CallMeter(reserved, price, understood.operation().answer().usage().reader());
      Settlement settlement = new Settlement(ledger, reserved, meter::charge, pass::close);
      CallPlan fitted = plan.withBody(price.fitted(reserved.reservation()));
      dispatch(reserved, entry, provider, fitted, response, pass, settlement, meter);
    } finally {
      running.remove(entry);
    }
  }

  private void dispatch(
      Reserved reserved,
      RunningCall entry,
      Provider provider,
      CallPlan plan,
      HttpServletResponse response,
      Pass pass,
      Settlement settlement,
      CallMeter meter) {
    CallOutcome outcome = CallOutcome.NOT_SENT;
    AnswerPlan answer = AnswerPlan.of(provider, plan.understood());
    CallerStream caller = new CallerStream(response, StreamForm.of(answer));
    entry.oversee(caller::stalled, settlement::settle);
    try (Beat beat = heartbeats.start(caller, entry::leave)) {
      GrantView grant = reserved.intent().grant();
      Optional<SecretText> key =
          grant.key().map(id -> keys.open(id, grant.account().orElseThrow(), provider));
      UpstreamRequest built = UpstreamRequests.build(provider, plan, key);
      ledger.dispatching(reserved);
      outcome = CallOutcome.UPSTREAM_FAILED;
      try (UpstreamExchange exchange = client.send(built, entry::onCut)) {
        settlement.answered(exchange.status());
        report(pass, exchange.status());
        outcome = new AnswerRelay(answer, entry, new KeyGuard(key), caller, meter).pass(exchange);
      }
    } catch (UpstreamFailure e) {
      if (!caller.isGone() && !entry.isCut()) {
        tellFailed(pass, e.kind());
      }
      outcome = caller.isGone() ? CallOutcome.CALLER_GONE : outcome;
      outcome = e.certainlyNotSent() ? CallOutcome.NOT_SENT : outcome;
      tellOrThrow(caller, UpstreamProblems.of(entry, e));
    } catch (RefusalException e) {
      tellOrThrow(caller, e);
    } catch (CallerGoneException e) {
      outcome = CallOutcome.CALLER_GONE;
      throw e;
    } catch (RuntimeException | Error e) { // a fault of ours must not look like a clean end
      caller.fail(entry.id());
      throw e;
    } finally {
      boolean isCut = entry.isCut() && outcome != CallOutcome.NOT_SENT;
      settle(settlement, isCut ? CallOutcome.CUT : outcome);
    }
  }

  private void settle(Settlement settlement, CallOutcome outcome) {
    if (!settlement.settle(outcome)) {
      unsettled.add(() -> settlement.settle(outcome));
    }
  }

  private static void tellFailed(Pass pass, UpstreamFailure.Kind kind) {
    switch (kind) {
      case UNRESOLVED,
          ADDRESS_REFUSED,
          CONNECT_FAILED,
          PROXY_REFUSED,
          CONNECT_TIMEOUT,
          TLS_FAILED ->
          pass.unreachable();
      case FIRST_BYTE_TIMEOUT, BROKEN, ABORTED, TOTAL_TIMEOUT, IDLE_TIMEOUT -> pass.failed();
    }
  }

  /**
   * A head decides whether the provider works: what is wrong behind it is one answer's. A 500 says
   * nothing: one prompt may be enough for it.
   */
  private static void report(Pass pass, int status) {
    if (status > 500) {
      pass.failed();
    } else if (status < 500) {
      pass.succeeded();
    }
  }

  /** Once the answer has begun, if only with signs of life, a refusal is told in band. */
  private static void tellOrThrow(CallerStream caller, RefusalException refusal) {
    if (!caller.tell(refusal)) {
      throw refusal;
    }
  }
}
