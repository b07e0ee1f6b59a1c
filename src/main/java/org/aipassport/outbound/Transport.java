package org.aipassport.outbound;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpException;

/** One way to put a call on the wire; both ways obey {@link ConnectionPool} and its rules. */
interface Transport extends AutoCloseable {
  /**
   * Sends the call's request and waits for the head of the answer, which it leaves in the call.
   *
   * @return the body; closing it frees what holds it and never drains it
   */
  InputStream send(Call call) throws IOException, HttpException;

  @Override
  void close();
}
