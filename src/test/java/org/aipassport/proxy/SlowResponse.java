package org.aipassport.proxy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.support.FakeResponse;

/** A response to a caller who reads slowly, or who has left. */
final class SlowResponse {
  private final FakeResponse kept = new FakeResponse();
  private final StringBuffer text = new StringBuffer();
  private final CountDownLatch free = new CountDownLatch(1);
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean blocks;
  private volatile boolean blocked;
  private volatile boolean splits;

  void block() {
    blocks = true;
  }

  void unblock() {
    free.countDown();
  }

  boolean isBlocked() {
    return blocked;
  }

  /** From then on the connection is gone. */
  void failAfter(int writes) {
    left.set(writes);
  }

  /** Lets others run in the middle of a write. */
  void splitWrites() {
    splits = true;
  }

  String text() {
    return text.toString();
  }

  int status() {
    return kept.status();
  }

  boolean isCommitted() {
    return kept.isCommitted();
  }

  Optional<String> header(String name) {
    return kept.header(name);
  }

  HttpServletResponse servlet() {
    HttpServletResponse inner = kept.servlet();
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            SlowResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, asked, arguments) -> {
              if (asked.getName().equals("getOutputStream")) {
                return new Out();
              }
              try {
                return asked.invoke(inner, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private final class Out extends ServletOutputStream {
    @Override
    public void write(int one) {
      text.append((char) one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (left.getAndDecrement() <= 0) {
        throw new IOException("Connection is closed");
      }
      if (blocks) {
        blocked = true;
        waitUntilFree();
      }
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
        if (splits && i % 7 == 0) {
          Thread.yield();
        }
      }
    }

    private void waitUntilFree() throws IOException {
      try {
        free.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }

    @Override
    public boolean isReady() {
      throw new UnsupportedOperationException("isReady");
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException("setWriteListener");
    }
  }
}
