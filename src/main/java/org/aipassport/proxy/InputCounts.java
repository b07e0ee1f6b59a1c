package org.aipassport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.config.Deadlines;
import org.aipassport.json.Json;
import org.aipassport.metering.CountIntents;
import org.aipassport.outbound.Pass;
import org.aipassport.outbound.UpstreamClient;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.outbound.UpstreamGates;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Provider;
import org.aipassport.providers.Understood;
import org.aipassport.values.SecretText;
import org.aipassport.vault.KeyOpener;

/**
 * Has the provider count what goes in with a call for which there seems to be too little money: a
 * bound by bytes is some times too high, and that of a document is the whole context window. Asked
 * once for a call, only if the answer can help, never for calls that fit anyway, and on record.
 */
@ApplicationScoped
public class InputCounts {
  private static final Logger LOG = System.getLogger(InputCounts.class.getName());

  /** A caller waits, so a provider that is slow to count is not waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MOST_BYTES = 64 * 1024;
  private static final int OK = 200;

  private CountIntents intents;
  private UpstreamGates gates;
  private KeyOpener keys;
  private UpstreamClient client;

  @SuppressWarnings("NullAway.Init")
  protected InputCounts() {} // for the CDI proxy

  @Inject
  InputCounts(CountIntents intents, UpstreamGates gates, KeyOpener keys, UpstreamClient client) {
    this.intents = intents;
    this.gates = gates;
    this.keys = keys;
    this.client = client;
  }

  /**
   * The call at a price that the provider's count bounds.
   *
   * @param refused why it was not admitted
   * @param waits whether its owner will be asked for what it lacks: then for no more than that
   * @return empty if it was not refused for money, if a count would not help or was made before, or
   *     if the provider does not make one
   * @throws RefusalException if the call was ended meanwhile, or is refused whatever it costs
   */
  Optional<Proposal> of(Proposal call, RefusalException refused, boolean waits, RunningCall entry) {
    if (refused.reason() != Refusal.BUDGET_EXHAUSTED || !call.price().isCountable()) {
      return Optional.empty();
    }
    Optional<Understood> counting = call.provider().counting(call.plan().understood());
    if (counting.isEmpty() || !isOnRecord(call, counting.get(), waits)) {
      return Optional.empty();
    }
    OptionalLong tokens = count(call, counting.get(), entry);
    if (entry.isCut()) {
      throw UpstreamProblems.ended();
    }
    return tokens.isPresent()
        ? Optional.of(call.at(call.price().counted(tokens.getAsLong())))
        : Optional.empty();
  }

  private boolean isOnRecord(Proposal call, Understood counting, boolean always) {
    return intents.record(
        call.intent(), counting.operation().name(), call.price().counted(0), always);
  }

  private OptionalLong count(Proposal call, Understood counting, RunningCall entry) {
    try (Pass pass = gates.enter(call.provider().name(), call.grant().id().value());
        UpstreamExchange exchange = client.send(request(call, counting), entry::onCut)) {
      if (exchange.status() != OK) {
        LOG.log(Level.DEBUG, "call {0}: its input is not counted", entry.id());
        return OptionalLong.empty();
      }
      pass.succeeded();
      byte[] answer = exchange.body().readNBytes(MOST_BYTES);
      return counting.operation().answer().usage().reader().count(Json.parseObject(answer));
    } catch (UpstreamFailure | IOException | RefusalException e) {
      LOG.log(Level.DEBUG, "call {0}: its input is not counted", entry.id());
      return OptionalLong.empty();
    }
  }

  private UpstreamRequest request(Proposal call, Understood counting) {
    Provider provider = call.provider();
    Optional<SecretText> key =
        call.grant().key().map(id -> keys.open(id, call.grant().account().orElseThrow(), provider));
    CallPlan plan = CallPlan.json(counting.operation().name(), counting, call.plan().headers());
    return UpstreamRequests.build(provider, plan, key).within(patient(provider.deadlines()));
  }

  private static Deadlines patient(Deadlines usual) {
    return new Deadlines(
        least(usual.connect()),
        least(usual.firstByte()),
        least(usual.idle()),
        least(usual.total()));
  }

  private static Duration least(Duration usual) {
    return usual.compareTo(PATIENCE) < 0 ? usual : PATIENCE;
  }
}
