package org.aipassport.proxy;

import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.AnswerKind;

/**
 * Passes an upstream's answer on, each kind in its own way. What must not be passed on becomes a
 * refusal; once the answer has begun, an error in band.
 */
final class AnswerRelay {
  private final Answering answering;

  AnswerRelay(
      AnswerPlan plan, RunningCall call, KeyGuard guard, CallerStream caller, CallMeter meter) {
    this.answering = new Answering(plan, call, guard, caller, meter);
  }

  /**
   * Passes the answer on.
   *
   * @return how it ended, if the caller was told
   * @throws RefusalException if the answer has not begun and the caller must get an error of ours
   * @throws CallerGoneException if the caller left
   */
  CallOutcome pass(UpstreamExchange exchange) {
    CallerStream caller = answering.caller();
    try {
      return dispatch(exchange);
    } catch (RefusalException refusal) {
      if (caller.isGone()) { // a sign of life found nobody and broke the call off
        throw new CallerGoneException(refusal);
      }
      if (!caller.tell(refusal)) {
        throw refusal;
      }
      return answering.call().isCut() ? CallOutcome.CUT : CallOutcome.UPSTREAM_FAILED;
    } catch (CallerGoneException e) {
      throw e;
    } catch (RuntimeException | Error e) { // a fault of ours must not look like a clean end
      caller.fail(answering.call().id());
      throw e;
    }
  }

  private CallOutcome dispatch(UpstreamExchange exchange) {
    int status = exchange.status();
    String coding = exchange.header("content-encoding").orElse("identity");
    if (status < 200 || status >= 300) {
      answering.meter().refused(status);
      refuseIfEncoded(status < 500, coding);
      return new ErrorAnswer(answering).pass(exchange);
    }
    if (status > 201) { // nothing accepted for later, nothing empty, no part of something
      throw answering.unfit("The provider answered with the status " + status + ".");
    }
    refuseIfEncoded(true, coding);
    AnswerPlan plan = answering.plan();
    AnswerKind kind =
        MediaTypes.kind(MediaTypes.of(exchange), plan)
            .filter(plan::allows)
            .orElseThrow(
                () -> answering.unfit("The provider answered with an unexpected content type."));
    return switch (kind) {
      case JSON -> new JsonAnswer(answering).pass(exchange);
      case EVENTS -> new EventsAnswer(answering).pass(exchange);
      case JSON_STREAM -> new JsonArrayAnswer(answering).pass(exchange);
      case BYTES -> new BytesAnswer(answering).pass(exchange);
      case TEXT -> new TextAnswer(answering).pass(exchange);
    };
  }

  private void refuseIfEncoded(boolean isRead, String coding) {
    if (isRead && !coding.equalsIgnoreCase("identity")) {
      throw answering.unfit("The provider answered in an encoding that was not asked for.");
    }
  }
}
