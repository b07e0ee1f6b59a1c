package org.aipassport.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.aipassport.json.Json;
import org.aipassport.json.JsonValue;

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
}
