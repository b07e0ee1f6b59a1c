package org.aipassport.support;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes when the test says so, told as Grizzly tells it; reading what is not there
 * fails the test.
 */
public final class FakeBody extends ServletInputStream {
  private @Nullable ReadListener listener;
  private byte[] here = new byte[0];
  private int at;
  private boolean finished;
  private @Nullable Exception fault;
  private int askedInVain;

  /** More of it has come, on a connection that goes on. */
  public void arrives(String text) {
    arrives(text.getBytes(StandardCharsets.UTF_8));
  }

  public void arrives(byte[] bytes) {
    here = bytes;
    at = 0;
    tell(ReadListener::onDataAvailable);
  }

  /** The last of it has come, behind the head: the end is told apart. */
  public void endsWith(String text) {
    arrives(text);
    ends();
  }

  public void ends() {
    finished = true;
    tell(ReadListener::onAllDataRead);
  }

  /** All of it has come together with the head: the end is told only to those who ask for more. */
  public void isHereAtOnce(String text) {
    finished = true;
    arrives(text);
  }

  public void breaksOff() {
    tell(listening -> listening.onError(new IOException("reset")));
  }

  /** The next reading fails. */
  public void failsWith(Exception e) {
    fault = e;
    arrives("x");
  }

  public boolean isListenedTo() {
    return listener != null;
  }

  /** How often it was asked for more when there was none. */
  public int askedInVain() {
    return askedInVain;
  }

  private interface News {
    void to(ReadListener listening) throws IOException;
  }

  private void tell(News news) {
    if (listener == null) {
      throw new AssertionError("nobody listens");
    }
    try {
      news.to(listener);
    } catch (IOException e) {
      throw new AssertionError("a listener lets an exception through", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (fault instanceof IOException e) {
      throw e;
    } else if (fault instanceof RuntimeException e) {
      throw e;
    }
    int count = Math.min(length, here.length - at);
    if (count == 0) {
      throw new AssertionError("this would wait");
    }
    System.arraycopy(here, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public boolean isFinished() {
    return finished && at == here.length;
  }

  @Override
  public boolean isReady() {
    boolean ready = at < here.length;
    askedInVain += ready ? 0 : 1;
    return ready;
  }

  @Override
  public void setReadListener(ReadListener reader) {
    listener = reader;
  }
}
