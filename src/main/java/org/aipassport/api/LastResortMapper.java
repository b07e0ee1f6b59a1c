package org.aipassport.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.aipassport.wire.RefusalResponses;

/** Turns what the JAX-RS runtime refuses into refusals of ours, and faults into a plain 500. */
@Provider
public class LastResortMapper implements ExceptionMapper<Throwable> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable thrown) {
    return RefusalResponses.ofThrown(request, thrown);
  }
}
