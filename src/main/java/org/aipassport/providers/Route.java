package org.aipassport.providers;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/**
 * Where an operation is called and where it goes.
 *
 * @param at behind the broker's address
 * @param to behind the provider's base URL
 * @param query parameters that are passed on, each with the values it may have
 */
record Route(PathTemplate at, PathTemplate to, Map<String, Set<String>> query) {
  Optional<String> modelIn(String path) {
    return at.modelIn(path);
  }

  /**
   * The parameters to pass on.
   *
   * @throws RefusalException INVALID_FIELD for one that is not known or has another value
   */
  Map<String, String> passed(Map<String, String> asked) {
    Map<String, String> passed = new TreeMap<>();
    asked.forEach(
        (name, value) -> {
          Set<String> values = query.get(name);
          if (values == null || !values.contains(value)) {
            throw RefusalException.ofField(name, "is no parameter of this path's, or its value is");
          }
          passed.put(name, value);
        });
    return passed;
  }

  String target(ModelName model, Map<String, String> passed) {
    StringBuilder out = new StringBuilder(to.with(model));
    char separator = '?';
    for (Map.Entry<String, String> one : passed.entrySet()) {
      out.append(separator).append(one.getKey()).append('=').append(one.getValue());
      separator = '&';
    }
    return out.toString();
  }
}
