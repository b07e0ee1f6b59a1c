package org.aipassport.proxy;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Operation;
import org.aipassport.wire.Methods;
import org.aipassport.wire.Refusals;

/** OpenAI's paths under {@code /v1}; what is not listed here is not forwarded. */
public class DropInServlet extends HttpServlet {
  private static final String MODELS = "/v1/models";
  private static final Map<String, Operation> POSTS =
      Map.of(
          "/v1/chat/completions", Operation.CHAT_COMPLETIONS,
          "/v1/embeddings", Operation.EMBEDDINGS);

  @Inject private ProxiedCalls calls;
  @Inject private GrantedModels models;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TokenRequest checked = TokenRequest.in(request);
    String path = Refusals.path(request);
    Operation operation = POSTS.get(path);
    if (operation != null) {
      Methods.allow(request, response, "POST");
      calls.serve(checked, response, body -> OpenAiBody.of(operation, body));
    } else if (path.equals(MODELS)) {
      Methods.allow(request, response, "GET");
      models.list(checked, response);
    } else if (path.startsWith(MODELS + "/")) {
      Methods.allow(request, response, "GET");
      models.one(checked, modelIn(path), response);
    } else {
      throw new RefusalException(
          Refusal.NOT_FOUND, "The broker does not serve this path: " + printable(path));
    }
  }

  private static String modelIn(String path) {
    String encoded = path.substring(MODELS.length() + 1);
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The path is not encoded well.", e);
    }
  }

  private static String printable(String path) {
    return path.replaceAll("[^A-Za-z0-9/_.-]", "?");
  }
}
