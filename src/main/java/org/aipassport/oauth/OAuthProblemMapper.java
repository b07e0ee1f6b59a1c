package org.aipassport.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.ErrorShape;
import org.aipassport.wire.RefusalResponses;

/**
 * Renders what is thrown at the OAuth endpoints in the shape of RFC 6749 section 5.2: problems,
 * refusals of use cases, and what the JAX-RS runtime refuses; a fault of ours is a plain 500.
 */
@Provider
public class OAuthProblemMapper implements ExceptionMapper<Throwable> {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;

  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof OAuthProblem problem) {
      return answer(problem);
    }
    return thrown instanceof RefusalException refusal
            && refusal.reason() == Refusal.INVALID_FIELD
            && ErrorShape.of(request) == ErrorShape.OAUTH
        ? answer(new OAuthProblem(OAuthCodes.of(refusal), refusal.detail(), BAD_REQUEST))
        : RefusalResponses.ofThrown(request, thrown);
  }

  /** The answer for a problem. */
  static Response answer(OAuthProblem problem) {
    JsonObject body =
        JsonObject.builder()
            .put("error", problem.code())
            .put("error_description", ErrorShape.oauthDescription(problem.description()))
            .build();
    Response.ResponseBuilder answer =
        Response.status(problem.status())
            .type(ErrorShape.OAUTH.contentType())
            .header("Cache-Control", "no-store")
            .entity(Json.write(body));
    if (problem.status() == UNAUTHORIZED) {
      answer.header("WWW-Authenticate", problem.challenge());
    }
    return answer.build();
  }
}
