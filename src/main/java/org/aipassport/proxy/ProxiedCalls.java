package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantPermission;
import org.aipassport.grants.GrantView;
import org.aipassport.json.JsonObject;
import org.aipassport.metering.CallIntent;
import org.aipassport.metering.CallLedger;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamClient;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.ErrorCodes;
import org.aipassport.providers.EventDialect;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Providers;
import org.aipassport.providers.UpstreamCall;
import org.aipassport.tokens.AccessTokens;
import org.aipassport.values.SecretText;
import org.aipassport.vault.KeyOpener;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;

/**
 * A call's journey: read and understand, ask the grant, put the intent on record, open the key,
 * build the request, pass the answer on, put the outcome on record.
 */
@ApplicationScoped
public class ProxiedCalls {
  private static final Logger LOG = System.getLogger(ProxiedCalls.class.getName());

  /** How much of a body is read for a caller whose token was refused. */
  private static final long MOST_BYTES_UNTRUSTED = 64 * 1024;

  private static final int MOST_UNTRUSTED = 8;

  private final Semaphore untrusted = new Semaphore(MOST_UNTRUSTED);

  private Settings settings;
  private CallThreads threads;
  private AccessTokens tokens;
  private Providers providers;
  private CallLedger ledger;
  private KeyOpener keys;
  private UpstreamClient client;
  private RunningCalls running;
  private Heartbeats heartbeats;

  @SuppressWarnings("NullAway.Init")
  protected ProxiedCalls() {} // for the CDI proxy

  @Inject
  ProxiedCalls(
      Settings settings,
      CallThreads threads,
      AccessTokens tokens,
      Providers providers,
      CallLedger ledger,
      KeyOpener keys,
      UpstreamClient client,
      RunningCalls running,
      Heartbeats heartbeats) {
    this.settings = settings;
    this.threads = threads;
    this.tokens = tokens;
    this.providers = providers;
    this.ledger = ledger;
    this.keys = keys;
    this.client = client;
    this.running = running;
    this.heartbeats = heartbeats;
  }

  /** Answers a call on a thread of its own; the server's thread is free when this returns. */
  void serve(
      TokenRequest request, HttpServletResponse response, Function<JsonObject, CallBody> reader) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0); // the server's limit is absolute and would cut live streams
    try {
      threads.run(() -> answer(request, response, reader, async));
    } catch (RefusalException refusal) {
      refuse(request, response, refusal);
      async.complete();
    }
  }

  private void answer(
      TokenRequest request,
      HttpServletResponse response,
      Function<JsonObject, CallBody> reader,
      AsyncContext async) {
    try {
      travel(request, response, reader);
    } catch (RefusalException refusal) {
      refuse(request, response, refusal);
    } catch (CallerGoneException e) {
      LOG.log(Level.DEBUG, "call {0}: the caller left", RequestId.of(request));
    } catch (RuntimeException | Error e) { // whatever it is, the caller must not see a clean end
      LOG.log(Level.ERROR, "call " + RequestId.of(request) + " failed", e);
      refuse(
          request,
          response,
          new RefusalException(
              Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request)));
    } finally {
      complete(async);
    }
  }

  private void travel(
      TokenRequest request, HttpServletResponse response, Function<JsonObject, CallBody> reader) {
    CallBody body = understand(request, reader);
    GrantView grant = tokens.grantInForce(request.token());
    Provider provider =
        providers
            .find(grant.scope().provider())
            .orElseThrow(
                () ->
                    new RefusalException(
                        Refusal.OUT_OF_SCOPE, "The grant's provider is not configured any more."));
    UpstreamCall call = body.to(provider);
    body.capabilities().forEach(used -> GrantPermission.covers(grant, used, body.model()));

    CallIntent intent =
        new CallIntent(RequestId.of(request), grant, body.operation(), body.model());
    RunningCall entry = new RunningCall(intent.id(), grant);
    running.add(entry); // first, so that no revocation can fall between reserving and sending
    try {
      ledger.reserve(intent);
      dispatch(intent, entry, provider, call, body.stream(), response);
    } finally {
      running.remove(entry);
    }
  }

  private CallBody understand(TokenRequest request, Function<JsonObject, CallBody> reader) {
    long most = settings.limits().maxBodyBytes();
    if (!request.isRefused()) {
      return reader.apply(RequestBody.read(request, most));
    }
    tellIfMalformed(request, reader);
    request.token(); // throws the refusal
    throw new IllegalStateException("a refused token was accepted");
  }

  /** Only for a few at a time: whoever has no token must not take the threads of those who have. */
  private void tellIfMalformed(TokenRequest request, Function<JsonObject, CallBody> reader) {
    long length = request.getContentLengthLong();
    if (length >= 0 && length <= MOST_BYTES_UNTRUSTED && untrusted.tryAcquire()) {
      try {
        CallBody unused = reader.apply(RequestBody.read(request, MOST_BYTES_UNTRUSTED));
      } finally {
        untrusted.release();
      }
    }
  }

  private void dispatch(
      CallIntent intent,
      RunningCall entry,
      Provider provider,
      UpstreamCall call,
      boolean stream,
      HttpServletResponse response) {
    CallOutcome outcome = CallOutcome.NOT_SENT;
    int status = 0;
    AnswerPlan plan =
        new AnswerPlan(
            provider.protocol(),
            Set.of(AnswerKind.JSON, AnswerKind.EVENTS),
            stream,
            false,
            ErrorCodes.NONE,
            EventDialect.ofChat(provider.protocol()));
    CallerStream caller = new CallerStream(response, StreamForm.of(plan));
    try (Beat beat = heartbeats.start(caller, entry::leave)) {
      GrantView grant = intent.grant();
      Optional<SecretText> key =
          grant.key().map(id -> keys.open(id, grant.account().orElseThrow(), provider));
      outcome = CallOutcome.UPSTREAM_FAILED;
      try (UpstreamExchange exchange =
          client.send(UpstreamRequests.build(provider, call, stream, key), entry::onCut)) {
        status = exchange.status();
        outcome = new AnswerRelay(plan, entry, new KeyGuard(key), caller).pass(exchange);
      }
    } catch (UpstreamFailure e) {
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
      settle(
          intent,
          entry.isCut() && outcome != CallOutcome.NOT_SENT ? CallOutcome.CUT : outcome,
          status);
    }
  }

  /** Once the answer has begun, if only with signs of life, a refusal is told in band. */
  private static void tellOrThrow(CallerStream caller, RefusalException refusal) {
    if (!caller.tell(refusal)) {
      throw refusal;
    }
  }

  /** A settlement that fails leaves the call reserved; the ledger's sweep finds it. */
  private void settle(CallIntent intent, CallOutcome outcome, int status) {
    try {
      ledger.settle(intent, outcome, status);
    } catch (RefusalException e) {
      LOG.log(Level.ERROR, "call " + intent.id() + " could not be settled now", e);
    }
  }

  private static void refuse(
      TokenRequest request, HttpServletResponse response, RefusalException refusal) {
    try {
      Refusals.send(request, response, refusal);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "call {0}: the caller left", RequestId.of(request));
    }
  }

  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "the server completed the call itself");
    }
  }
}
