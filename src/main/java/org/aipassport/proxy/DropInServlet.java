package org.aipassport.proxy;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Providers;
import org.aipassport.wire.Methods;
import org.aipassport.wire.Refusals;

/**
 * The providers' own paths, as their SDKs call them, under {@code /v1} and {@code /v1beta}; what no
 * provider's table has is not forwarded.
 */
public class DropInServlet extends HttpServlet {
  @Inject private CallIntake intake;
  @Inject private Providers providers;
  @Inject private GrantedModels models;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TokenRequest checked = TokenRequest.in(request);
    String path = Refusals.path(request);
    if (providers.protocolAt(path).isPresent()) {
      Methods.allow(request, response, "POST");
      intake.take(checked, response, DropInAsk::read);
    } else if (GrantedModels.isPath(path)) {
      Methods.allow(request, response, "GET");
      models.answer(checked, response);
    } else {
      throw new RefusalException(
          Refusal.NOT_FOUND, "The broker does not serve this path: " + printable(path));
    }
  }

  private static String printable(String path) {
    return path.replaceAll("[^A-Za-z0-9/_.:-]", "?");
  }
}
