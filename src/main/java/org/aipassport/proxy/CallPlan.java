package org.aipassport.proxy;

import java.util.Map;
import org.aipassport.json.Json;
import org.aipassport.providers.Understood;

/**
 * A call that may be made if the grant allows it.
 *
 * @param operation its name in usage rows and audit events
 * @param headers of the caller's that go upstream
 * @param contentType of {@code body}
 * @param body exactly what goes upstream
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and large
record CallPlan(
    String operation,
    Understood understood,
    Map<String, String> headers,
    String contentType,
    byte[] body) {
  static CallPlan json(String operation, Understood understood, Map<String, String> headers) {
    return new CallPlan(
        operation, understood, headers, "application/json", Json.write(understood.body()));
  }
}
