package org.aipassport.providers;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.json.JsonObject;

/** Asks what a call can cost, as for a grant with a money cap. */
final class Bounded {
  static final OptionalLong NO_WINDOW = OptionalLong.empty();

  private Bounded() {}

  /** The bound of a call that is asked for as {@link Asking#ask} does. */
  static BoundedCall ask(String type, String path, String members) {
    return of(Asking.ask(type, path, members));
  }

  static BoundedCall of(Understood call) {
    return call.operation().bounded(call, 0, Set.<String>of()::contains);
  }

  /** The bound of a form with parts of these names, of which some are files. */
  static BoundedCall form(String type, String path, Map<String, Boolean> parts, JsonObject texts) {
    Understood call =
        GivenProviders.table(type)
            .at(path)
            .orElseThrow()
            .understand(
                new CallerRequest(
                    path,
                    Map.of(),
                    parts.keySet().stream().sorted().toList(),
                    Set.copyOf(parts.keySet().stream().filter(parts::get).toList()),
                    texts),
                false);
    return call.operation().bounded(call, 0, Set.<String>of()::contains);
  }
}
