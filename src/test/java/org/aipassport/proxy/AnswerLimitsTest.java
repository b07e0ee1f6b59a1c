package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Arrays;
import org.aipassport.metering.CallOutcome;
import org.aipassport.problems.Refusal;
import org.aipassport.providers.AnswerKind;
import org.aipassport.support.FakeExchange;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D9: answers without measure. No more of one is read than is passed on. */
class AnswerLimitsTest {
  private static final int MIB = 1024 * 1024;

  private final Relayed relayed = Relayed.of(AnswerKind.JSON, AnswerKind.TEXT);

  @ParameterizedTest
  @CsvSource({"200, application/json, 64", "400, application/json, 1", "200, text/plain, 16"})
  void d9AnswerAboveItsLimitIsRefusedAndNotReadOn(int status, String type, int mebibytes) {
    Text endless = new Text(Long.MAX_VALUE);
    Refused.as(
        Refusal.UPSTREAM_REFUSED, () -> relayed.pass(new FakeExchange(status).body(type, endless)));
    assertThat(endless.read).isBetween(mebibytes * (long) MIB + 1, (mebibytes + 1) * (long) MIB);
    assertThat(relayed.text()).isEmpty();
  }

  @Test
  void d9ErrorOfExactlyItsLimitIsPassedOn() {
    FakeExchange exchange = new FakeExchange(400).body("application/json", new Text(MIB));
    assertThat(relayed.pass(exchange)).isEqualTo(CallOutcome.UPSTREAM_ERROR);
    assertThat(relayed.text()).hasSize(MIB);
  }

  @Test
  void d9TextOfExactlyItsLimitIsPassedOn() {
    FakeExchange exchange = new FakeExchange(200).body("text/plain", new Text(16 * MIB));
    assertThat(relayed.pass(exchange)).isEqualTo(CallOutcome.COMPLETED);
    assertThat(relayed.text()).hasSize(16 * MIB);
  }

  /** A text of so many bytes that is a JSON document as well. */
  private static final class Text extends InputStream {
    private final long length;
    private long read;

    Text(long length) {
      this.length = length;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
      int now = (int) Math.min(count, length - read);
      if (now == 0) {
        return count == 0 ? 0 : -1;
      }
      Arrays.fill(bytes, offset, offset + now, (byte) 'a');
      if (read == 0) {
        bytes[offset] = '"';
      }
      read += now;
      if (read == length) {
        bytes[offset + now - 1] = '"';
      }
      return now;
    }
  }
}
