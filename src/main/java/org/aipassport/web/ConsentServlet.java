package org.aipassport.web;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aipassport.config.Settings;
import org.aipassport.grants.GrantView;
import org.aipassport.grants.Grants;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;
import org.aipassport.wire.Methods;

/**
 * {@code GET /ui/consent?grant=<id>}: where the approval URL of a request leads. It shows what is
 * asked and how its owner decides; whoever has the link may read it, nobody can decide with it.
 */
public class ConsentServlet extends HttpServlet {
  @Inject private Settings settings;
  @Inject private Grants grants;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Methods.allow(request, response, "GET", "HEAD");
    GrantView grant =
        Optional.ofNullable(request.getParameter("grant"))
            .filter(Ids::isId)
            .flatMap(id -> grants.find(new GrantId(id)))
            .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "No such request."));
    byte[] text = ConsentText.of(grant, settings.publicUrl()).getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/plain;charset=utf-8");
    response.setContentLength(text.length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(text);
    }
  }
}
