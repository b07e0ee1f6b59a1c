package org.aipassport.proxy;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Methods;
import org.aipassport.wire.Refusals;

/** {@code POST /proxy/chat}: one form of chat for every provider. */
public class ProxyChatServlet extends HttpServlet {
  static final String PATH = "/proxy/chat";

  @Inject private CallIntake intake;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!Refusals.path(request).equals(PATH)) {
      throw new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
    }
    Methods.allow(request, response, "POST");
    intake.take(TokenRequest.in(request), response, ChatAsk::read);
  }
}
