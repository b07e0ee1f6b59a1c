package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.aipassport.metering.CallOutcome;
import org.aipassport.outbound.UpstreamBroken;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.providers.AnswerKind;
import org.aipassport.providers.ErrorCodes;
import org.aipassport.providers.EventDialect;
import org.aipassport.providers.Protocol;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.GrantViews;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;

/** One answer passed on to a fake response. */
final class Relayed {
  static final List<String> HEADERS = List.of("x-request-id", "retry-after");
  static final String KEY = "sk-real-key-0001/+tail";

  final FakeResponse response = new FakeResponse();
  final RunningCall call =
      new RunningCall(new CallId(Ids.next()), GrantViews.approvedUntil(GrantViews.NOON));
  final AnswerPlan plan;
  final CallerStream caller;

  Relayed(AnswerPlan plan) {
    this.plan = plan;
    this.caller = new CallerStream(response.servlet(), StreamForm.of(plan));
  }

  static Relayed events(EventDialect dialect) {
    return new Relayed(plan(dialect, false, AnswerKind.JSON, AnswerKind.EVENTS));
  }

  static Relayed of(AnswerKind... kinds) {
    return new Relayed(plan(EventDialect.CHAT, false, kinds));
  }

  static AnswerPlan plan(EventDialect dialect, boolean stripUsage, AnswerKind... kinds) {
    Protocol protocol =
        switch (dialect) {
          case ANTHROPIC -> Protocol.ANTHROPIC;
          case GOOGLE -> Protocol.GOOGLE;
          default -> Protocol.OPENAI;
        };
    return new AnswerPlan(
        protocol,
        Set.of(kinds),
        true,
        stripUsage,
        new ErrorCodes(Set.of(), Set.of()),
        dialect,
        dialect.ends(),
        HEADERS);
  }

  CallOutcome pass(UpstreamExchange exchange) {
    KeyGuard guard = new KeyGuard(Optional.of(new SecretText(KEY)));
    return new AnswerRelay(plan, call, guard, caller, Meters.none()).pass(exchange);
  }

  String text() {
    return response.text();
  }

  /** A stream that breaks behind the text. */
  static InputStream broken(String after) {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new UpstreamBroken(UpstreamFailure.Kind.BROKEN);
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(after.getBytes(UTF_8)), failing);
  }

  /** A stream that gives at most so many bytes at once. */
  static InputStream pieces(byte[] bytes, IntSupplier sizes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, sizes.getAsInt()));
      }
    };
  }

  /** The dialect of a protocol's chat. */
  static EventDialect dialectOf(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> EventDialect.CHAT;
      case ANTHROPIC -> EventDialect.ANTHROPIC;
      case GOOGLE -> EventDialect.GOOGLE;
    };
  }
}
