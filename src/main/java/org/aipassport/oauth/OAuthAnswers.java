package org.aipassport.oauth;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.aipassport.json.Json;
import org.aipassport.json.JsonValue;

/** Builds answers that nobody may keep (RFC 6749 section 5.1). */
final class OAuthAnswers {
  private OAuthAnswers() {}

  static Response ok(JsonValue body) {
    return json(Response.Status.OK, body);
  }

  static Response created(JsonValue body) {
    return json(Response.Status.CREATED, body);
  }

  private static Response json(Response.Status status, JsonValue body) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache")
        .entity(Json.write(body))
        .build();
  }
}
