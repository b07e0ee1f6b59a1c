package org.aipassport.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.RequestId;

/** Turns what the JAX-RS runtime refuses into refusals of ours, and faults into a plain 500. */
@Provider
public class LastResortMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = System.getLogger(LastResortMapper.class.getName());

  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable thrown) {
    Response answer = Answers.refusal(request, asRefusal(thrown));
    return thrown instanceof NotAllowedException refused
        ? Response.fromResponse(answer)
            .header("Allow", refused.getResponse().getHeaderString("Allow"))
            .build()
        : answer;
  }

  private RefusalException asRefusal(Throwable thrown) {
    int status =
        thrown instanceof WebApplicationException web ? web.getResponse().getStatus() : 500;
    return switch (status) {
      case 404 -> new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
      case 405 ->
          new RefusalException(Refusal.METHOD_NOT_ALLOWED, "This method is not served here.");
      case 400, 406, 415 ->
          new RefusalException(Refusal.MALFORMED, "The request cannot be read; send JSON.");
      default -> {
        LOG.log(Level.ERROR, "request " + RequestId.of(request) + " failed", thrown);
        yield new RefusalException(
            Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request));
      }
    };
  }
}
