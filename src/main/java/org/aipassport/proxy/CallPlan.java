package org.aipassport.proxy;

import java.util.Map;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.providers.Understood;

/**
 * A call that may be made if the grant allows it.
 *
 * @param operation its name in usage rows and audit events
 * @param headers of the caller's that go upstream
 * @param contentType of {@code body}
 * @param body exactly what goes upstream
 * @param formTexts the bytes of those parts of a form that are no files; 0 for JSON
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and large
record CallPlan(
    String operation,
    Understood understood,
    Map<String, String> headers,
    String contentType,
    byte[] body,
    long formTexts) {
  static CallPlan json(String operation, Understood understood, Map<String, String> headers) {
    return new CallPlan(
        operation, understood, headers, "application/json", Json.write(understood.body()), 0);
  }

  /** The same call with a body that was changed so that it costs no more than was reserved. */
  CallPlan withBody(JsonObject fitted) {
    return fitted == understood.body()
        ? this
        : new CallPlan(operation, understood, headers, contentType, Json.write(fitted), formTexts);
  }
}
