package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
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
  private BodyReader bodies;
  private CallThreads threads;
  private AccessTokens tokens;
  private Providers providers;
  private CallLedger ledger;
  private KeyOpener keys;
  private UpstreamClient client;
  private RunningCalls running;

  @SuppressWarnings("NullAway.Init")
  protected ProxiedCalls() {} // for the CDI proxy

  @Inject
  ProxiedCalls(
      Settings settings,
      BodyReader bodies,
      CallThreads threads,
      AccessTokens tokens,
      Providers providers,
      CallLedger ledger,
      KeyOpener keys,
      UpstreamClient client,
      RunningCalls running) {
    this.settings = settings;
    this.bodies = bodies;
    this.threads = threads;
    this.tokens = tokens;
    this.providers = providers;
    this.ledger = ledger;
    this.keys = keys;
    this.client = client;
    this.running = running;
  }

  /**
   * Reads the body without holding a thread, then answers the call on a thread of its own; the
   * server's thread is free when this returns.
   */
  void serve(
      TokenRequest request, HttpServletResponse response, Function<JsonObject, CallBody> reader) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0); // the server's limit is absolute and would cut live streams
    Journey journey = new Journey(request, response, reader, async);
    if (!request.isRefused()) {
      bodies.read(request, async, settings.limits().maxBodyBytes(), journey);
    } else if (isWorthALook(request) && untrusted.tryAcquire()) {
      bodies.read(request, async, MOST_BYTES_UNTRUSTED, new Untrusted(journey));
    } else {
      journey.refused(refusalOf(request));
    }
  }

  /** Who has no token learns of a malformed body first, if it is small. */
  private static boolean isWorthALook(TokenRequest request) {
    long length = request.getContentLengthLong();
    return length >= 0 && length <= MOST_BYTES_UNTRUSTED;
  }

  private static RefusalException refusalOf(TokenRequest request) {
    try {
      request.token();
    } catch (RefusalException refusal) {
      return refusal;
    }
    throw new IllegalStateException("a refused token was accepted");
  }

  /** From the body's end to the answer's. */
  private final class Journey implements BodyHandler {
    private final TokenRequest request;
    private final HttpServletResponse response;
    private final Function<JsonObject, CallBody> reader;
    private final AsyncContext async;

    Journey(
        TokenRequest request,
        HttpServletResponse response,
        Function<JsonObject, CallBody> reader,
        AsyncContext async) {
      this.request = request;
      this.response = response;
      this.reader = reader;
      this.async = async;
    }

    @Override
    public void whole(HeldBody body) {
      try {
        threads.run(() -> answer(request, response, reader, async, body));
      } catch (RefusalException refusal) {
        body.close();
        refused(refusal);
      }
    }

    @Override
    public void refused(RefusalException refusal) {
      refuse(request, response, refusal);
      complete(async);
    }
  }

  /** Only for a few at a time: whoever has no token must not take what those who have need. */
  private final class Untrusted implements BodyHandler {
    private final Journey journey;

    Untrusted(Journey journey) {
      this.journey = journey;
    }

    @Override
    public void whole(HeldBody body) {
      untrusted.release();
      journey.whole(body);
    }

    @Override
    public void refused(RefusalException refusal) {
      untrusted.release();
      journey.refused(refusal);
    }
  }

  private void answer(
      TokenRequest request,
      HttpServletResponse response,
      Function<JsonObject, CallBody> reader,
      AsyncContext async,
      HeldBody body) {
    try (body) {
      travel(request, response, reader.apply(RequestBody.json(request, body)));
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

  private void travel(TokenRequest request, HttpServletResponse response, CallBody body) {
    GrantView grant = tokens.grantInForce(request.token());
    PageOrigin.of(request).mayUse(grant);
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

  private void dispatch(
      CallIntent intent,
      RunningCall entry,
      Provider provider,
      UpstreamCall call,
      boolean stream,
      HttpServletResponse response) {
    CallOutcome outcome = CallOutcome.NOT_SENT;
    int status = 0;
    try {
      GrantView grant = intent.grant();
      Optional<SecretText> key =
          grant.key().map(id -> keys.open(id, grant.account().orElseThrow(), provider));
      outcome = CallOutcome.UPSTREAM_FAILED;
      try (UpstreamExchange exchange =
          client.send(UpstreamRequests.build(provider, call, stream, key), entry::onCut)) {
        status = exchange.status();
        outcome =
            new AnswerRelay(entry, provider.protocol(), stream, new KeyGuard(key), response)
                .pass(exchange);
      }
    } catch (UpstreamFailure e) {
      outcome = e.certainlyNotSent() ? CallOutcome.NOT_SENT : outcome;
      throw UpstreamProblems.of(entry, e);
    } catch (CallerGoneException e) {
      outcome = CallOutcome.CALLER_GONE;
      throw e;
    } finally {
      settle(
          intent,
          entry.isCut() && outcome != CallOutcome.NOT_SENT ? CallOutcome.CUT : outcome,
          status);
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
