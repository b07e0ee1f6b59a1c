package org.aipassport.outbound;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** One call whose head of answer is here. Whoever has it must close it; closing never waits. */
public interface UpstreamExchange extends AutoCloseable {
  /** The status as sent; a redirect is returned like any other and followed by nobody. */
  int status();

  /** The first header of that name, case ignored. */
  Optional<String> header(String name);

  /** All headers in the order of their arrival; what is not visible ASCII in a value is a '?'. */
  List<Header> headers();

  /**
   * The body as sent, still encoded if it was. A read that fails throws {@link UpstreamBroken}, and
   * every read after it does too: a broken body never looks ended.
   */
  InputStream body();

  /** Ends the call from any thread; a blocked reader fails at once. Harmless when repeated. */
  void abort();

  /**
   * Ends the call; the connection is kept for the next one only if the body was read to its end.
   */
  @Override
  void close();
}
