package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes to the caller; whatever goes wrong there means that the caller is gone. */
final class CallerStream {
  private final HttpServletResponse response;

  CallerStream(HttpServletResponse response) {
    this.response = response;
  }

  /** Sends bytes now. After a lost connection some servers throw what is no IOException. */
  void send(byte[] bytes) {
    try {
      response.getOutputStream().write(bytes);
      response.getOutputStream().flush();
    } catch (IOException | RuntimeException e) {
      throw new CallerGoneException(e);
    }
  }
}
