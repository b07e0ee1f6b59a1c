package org.aipassport.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.aipassport.outbound.UpstreamFailure.Kind;

/** The body of an answer. Once broken it stays so; the library's stream would then look ended. */
final class AnswerBody extends InputStream {
  private final Call call;
  private final InputStream raw;
  private volatile boolean ended;

  AnswerBody(Call call, InputStream raw) {
    this.call = call;
    this.raw = raw;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    failIfBroken();
    int count;
    try {
      count = raw.read(buffer, offset, length);
    } catch (SocketTimeoutException e) {
      throw broken(Kind.IDLE_TIMEOUT);
    } catch (IOException e) {
      throw broken(Kind.BROKEN);
    } catch (RuntimeException e) {
      failIfBroken(); // a stream that is cut while it is read throws anything
      throw e;
    }
    failIfBroken();
    if (count < 0) {
      ended = true;
      call.finish();
    }
    return count;
  }

  @Override
  public int available() throws IOException {
    failIfBroken();
    return ended ? 0 : raw.available();
  }

  /** Ends the call; see {@link UpstreamExchange#close}. */
  @Override
  public void close() {
    call.end(Kind.ABORTED);
    try {
      raw.close();
    } catch (IOException e) {
      // nothing is lost: the answer is not wanted any more, and the connection is gone
    }
  }

  private void failIfBroken() throws UpstreamBroken {
    Kind kind = call.ended();
    if (kind != null) {
      throw new UpstreamBroken(kind);
    }
  }

  /** The reason that stands: this one, unless the call was ended on purpose before. */
  private UpstreamBroken broken(Kind kind) {
    call.end(kind);
    Kind first = call.ended();
    return new UpstreamBroken(first == null ? kind : first);
  }
}
