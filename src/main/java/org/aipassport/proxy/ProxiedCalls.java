package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantView;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.metering.Reserved;
import org.aipassport.outbound.Pass;
import org.aipassport.outbound.UpstreamClient;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.outbound.UpstreamGates;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.aipassport.vault.KeyOpener;

/**
 * A call's journey: ask the grant, put the intent on record, open the key, build the request, pass
 * the answer on, put the outcome on record.
 */
@ApplicationScoped
public class ProxiedCalls {
  private Proposals proposals;
  private CallLedger ledger;
  private KeyOpener keys;
  private UpstreamClient client;
  private RunningCalls running;
  private Heartbeats heartbeats;
  private UpstreamGates gates;
  private InputCounts counts;
  private ParkedCalls parked;
  private Unsettled unsettled;
  private Duration drain;

  @SuppressWarnings("NullAway.Init")
  protected ProxiedCalls() {} // for the CDI proxy

  @Inject
  ProxiedCalls(
      Proposals proposals,
      CallLedger ledger,
      KeyOpener keys,
      UpstreamClient client,
      RunningCalls running,
      Heartbeats heartbeats,
      UpstreamGates gates,
      InputCounts counts,
      ParkedCalls parked,
      Unsettled unsettled,
      Settings settings) {
    this.proposals = proposals;
    this.ledger = ledger;
    this.keys = keys;
    this.client = client;
    this.running = running;
    this.heartbeats = heartbeats;
    this.gates = gates;
    this.counts = counts;
    this.parked = parked;
    this.unsettled = unsettled;
    this.drain = settings.money().drain();
  }

  /**
   * Makes the call that is asked for and answers it.
   *
   * @throws RefusalException if nothing was answered and the caller must be told why
   * @throws CallerGoneException if the caller left
   */
  void travel(TokenRequest request, HttpServletResponse response, Asked asked) {
    Proposal proposal = proposals.of(request, asked);
    RunningCall entry = new RunningCall(proposal.intent().id(), proposal.grant());
    CallerStream caller = new CallerStream(response, StreamForm.of(proposal.answer()));
    running.add(entry); // first, so that no revocation can fall between reserving and sending
    try {
      Admission admission = admitted(proposal, () -> proposals.of(request, asked), entry, caller);
      try (Pass pass = admission.pass()) {
        dispatch(admission, entry, caller);
      }
    } catch (RefusalException e) {
      tellOrThrow(caller, e);
    } catch (CallerGoneException e) {
      throw e;
    } catch (RuntimeException | Error e) { // a fault of ours must not look like a clean end
      caller.fail(entry.id());
      throw e;
    } finally {
      running.remove(entry);
    }
  }

  /**
   * Admits the call as soon as there is money for it; only those that may wait for it do.
   *
   * @param again the call as its grant allows it after a change
   */
  private Admission admitted(
      Proposal first, Supplier<Proposal> again, RunningCall entry, CallerStream caller) {
    Proposal proposal = first;
    while (true) { // each turn takes a count by the provider, then a decision of the owner's
      try {
        return admit(proposal);
      } catch (RefusalException refused) {
        boolean waits = parked.canWait(proposal, refused, entry, caller);
        Optional<Proposal> counted = counts.of(proposal, refused, waits, entry);
        if (counted.isEmpty()) {
          parked.await(proposal, refused, entry, caller);
        }
        proposal = counted.orElseGet(again);
      }
    }
  }

  private Admission admit(Proposal proposal) {
    Pass pass = gates.enter(proposal.provider().name(), proposal.grant().id().value());
    try {
      return new Admission(proposal, pass, ledger.reserve(proposal.intent(), proposal.price()));
    } catch (RuntimeException | Error e) {
      pass.close();
      if (e instanceof RefusalException refused && refused.reason() == Refusal.UNAVAILABLE) {
        CallIntent intent = proposal.intent(); // and not its body, which may be large
        unsettled.addIfFew(() -> isTakenBack(intent)); // perhaps it was stored all the same
      }
      throw e;
    }
  }

  private boolean isTakenBack(CallIntent intent) {
    try {
      ledger.takeBack(intent);
      return true;
    } catch (RefusalException e) {
      return false;
    }
  }

  private void dispatch(Admission admission, RunningCall entry, CallerStream caller) {
    Proposal call = admission.proposal();
    Reserved reserved = admission.reserved();
    Pass pass = admission.pass();
    if (reserved.reservation().isCapped()) {
      entry.drainFor(drain);
    }
    CallMeter meter = CallMeter.of(reserved, call);
    caller.headersOfLife(meter::headers);
    Settlement settlement = new Settlement(ledger, reserved, meter::charge, pass::close);
    CallOutcome outcome = CallOutcome.NOT_SENT;
    entry.oversee(caller::stalled, settlement::settle);
    try (Beat beat = heartbeats.start(caller, entry::leave)) {
      GrantView grant = call.grant();
      Optional<SecretText> key =
          grant.key().map(id -> keys.open(id, grant.account().orElseThrow(), call.provider()));
      CallPlan fitted = call.plan().withBody(call.price().fitted(reserved.reservation()));
      UpstreamRequest built = UpstreamRequests.build(call.provider(), fitted, key);
      ledger.dispatching(reserved);
      outcome = CallOutcome.UPSTREAM_FAILED;
      try (UpstreamExchange exchange = client.send(built, entry::onCut)) {
        settlement.answered(exchange.status());
        report(pass, exchange.status());
        KeyGuard guard = new KeyGuard(key);
        outcome = new AnswerRelay(call.answer(), entry, guard, caller, meter).pass(exchange);
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
    } catch (RuntimeException | Error e) { // the caller does not wait for what is settled
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
