package org.aipassport.providers;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonObject;

/**
 * A caller's request, read but not yet understood.
 *
 * @param path behind the broker's address, as it was sent
 * @param query its parameters
 * @param form the names of a multipart form's parts, in their order; empty for JSON
 * @param files the parts that are files
 * @param body the JSON, or a form's texts as members
 */
public record CallerRequest(
    String path, Map<String, String> query, List<String> form, Set<String> files, JsonObject body) {
  /** A request with a JSON body. */
  public static CallerRequest json(String path, Map<String, String> query, JsonObject body) {
    return new CallerRequest(path, query, List.of(), Set.of(), body);
  }

  boolean isForm() {
    return !form.isEmpty();
  }
}
