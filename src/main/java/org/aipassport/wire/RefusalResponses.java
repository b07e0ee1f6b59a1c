package org.aipassport.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/** Answers refusals where JAX-RS answers, in the shape that the path's callers expect. */
public final class RefusalResponses {
  private static final Logger LOG = System.getLogger(RefusalResponses.class.getName());

  private RefusalResponses() {}

  /** The answer that refuses that request. */
  public static Response of(HttpServletRequest request, RefusalException refusal) {
    ErrorShape shape = ErrorShape.of(request);
    Response.ResponseBuilder answer =
        Response.status(StatusCodes.of(refusal.reason()))
            .type(shape.contentType())
            .entity(shape.bytes(refusal));
    Refusals.headers(request, refusal).forEach(answer::header);
    return answer.build();
  }

  /**
   * The answer for whatever was thrown: a refusal, what the JAX-RS runtime refuses, or a fault of
   * ours, which is logged and of which nothing is shown.
   */
  public static Response ofThrown(HttpServletRequest request, Throwable thrown) {
    if (thrown instanceof RefusalException refusal) {
      return of(request, refusal);
    }
    Response answer = of(request, asRefusal(request, thrown));
    return thrown instanceof NotAllowedException refused
        ? Response.fromResponse(answer)
            .header("Allow", refused.getResponse().getHeaderString("Allow"))
            .build()
        : answer;
  }

  private static RefusalException asRefusal(HttpServletRequest request, Throwable thrown) {
    int status =
        thrown instanceof WebApplicationException web ? web.getResponse().getStatus() : 500;
    return switch (status) {
      case 404 -> new RefusalException(Refusal.NOT_FOUND, "Nothing here.");
      case 405 ->
          new RefusalException(Refusal.METHOD_NOT_ALLOWED, "This method is not served here.");
      case 400, 406, 415 ->
          new RefusalException(
              Refusal.MALFORMED, "The request cannot be read; send " + body(request));
      default -> {
        LOG.log(Level.ERROR, "request " + RequestId.of(request) + " failed", thrown);
        yield new RefusalException(
            Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request));
      }
    };
  }

  private static String body(HttpServletRequest request) {
    return ErrorShape.of(request) == ErrorShape.OAUTH ? FormBody.TYPE + "." : "JSON.";
  }
}
