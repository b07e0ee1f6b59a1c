package org.aipassport.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.RefusalResponses;

/** Renders refusals in the shape of the path. */
@Provider
public class RefusalMapper implements ExceptionMapper<RefusalException> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(RefusalException refusal) {
    return RefusalResponses.of(request, refusal);
  }
}
