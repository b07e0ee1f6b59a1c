package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import org.aipassport.wire.HeldBody;

/** Reads what a request asks for. */
interface AskReader {
  /**
   * Reads a request whose body is here.
   *
   * @throws org.aipassport.problems.RefusalException MALFORMED, INVALID_FIELD or
   *     UNSUPPORTED_MEDIA_TYPE
   */
  Asked read(HttpServletRequest request, HeldBody body);
}
