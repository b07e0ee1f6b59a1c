package org.aipassport.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that logs nothing of what passes, at no level: the library's own prints heads with
 * the key, and bodies. It takes no bytes before the status line, and is not used again when bytes
 * came behind the end of an answer: they would be read as the answer to somebody else.
 *
 * <p>An upstream may answer (413, for instance) and close before it has read the whole request:
 * then the writing fails, but the answer is there to be read (RFC 9112 section 9.6).
 */
final class SilentConnection extends DefaultManagedHttpClientConnection {
  /** Of three buffers; a stream holds them while it waits, and bodies pass them by. */
  private static final int BUFFER = 4 * 1024;

  static final Http1Config LIMITS =
      Http1Config.custom()
          .setBufferSize(BUFFER)
          .setMaxLineLength(16 * 1024)
          .setMaxHeaderCount(200)
          .build();

  private @Nullable SessionInputBuffer received;
  private @Nullable IOException unsent;

  SilentConnection(String id) {
    super(id, null, null, LIMITS, null, null, null, new DefaultHttpResponseParserFactory(LIMITS));
  }

  @Override
  public void bind(Socket socket) throws IOException {
    bind(new SocketHolder(socket)); // the library's own may put its log in between
  }

  @Override
  public void bind(SSLSocket secured, Socket base) throws IOException {
    bind(new SocketHolder(secured, base));
  }

  @Override
  protected void onRequestSubmitted(ClassicHttpRequest request) {}

  @Override
  protected void onResponseReceived(ClassicHttpResponse response) {}

  @Override
  public void sendRequestEntity(ClassicHttpRequest request) throws HttpException, IOException {
    try {
      super.sendRequestEntity(request);
    } catch (IOException e) {
      unsent = e;
    }
  }

  @Override
  public void flush() throws IOException {
    if (unsent == null) {
      try {
        super.flush();
      } catch (IOException e) {
        unsent = e;
      }
    }
  }

  @Override
  public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
    if (unsent == null) {
      return super.receiveResponseHeader();
    }
    try {
      return super.receiveResponseHeader();
    } catch (IOException | HttpException e) {
      throw unsent; // there is no answer, and this is why
    }
  }

  @Override
  protected InputStream createContentInputStream(
      long length, SessionInputBuffer buffer, InputStream stream) {
    received = buffer;
    return super.createContentInputStream(length, buffer, stream);
  }

  /** Asked when the answer has ended, before the pool keeps the connection. */
  @Override
  public boolean isConsistent() {
    return super.isConsistent() && !hasUnasked() && unsent == null;
  }

  /** Asked before a connection that rested for a while is used again. */
  @Override
  public boolean isStale() throws IOException {
    return super.isStale() || hasUnasked();
  }

  private boolean hasUnasked() {
    return received != null && received.length() > 0;
  }
}
