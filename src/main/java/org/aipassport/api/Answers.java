package org.aipassport.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.aipassport.json.Json;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.ErrorShape;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.StatusCodes;

/** Builds answers of our own serialisation. */
final class Answers {
  private Answers() {}

  static Response ok(JsonValue body) {
    return json(Response.Status.OK, body);
  }

  static Response created(JsonValue body) {
    return json(Response.Status.CREATED, body);
  }

  private static Response json(Response.Status status, JsonValue body) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity(Json.write(body))
        .build();
  }

  static Response refusal(HttpServletRequest request, RefusalException refusal) {
    ErrorShape shape = ErrorShape.of(request);
    Response.ResponseBuilder answer =
        Response.status(StatusCodes.of(refusal.reason()))
            .type(shape.contentType())
            .entity(shape.bytes(refusal));
    Refusals.headers(refusal).forEach(answer::header);
    return answer.build();
  }
}
