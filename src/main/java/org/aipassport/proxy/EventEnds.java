package org.aipassport.proxy;

import org.aipassport.json.Json;
import org.aipassport.json.JsonString;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.EventDialect;

/** Which event a stream may end with. */
final class EventEnds {
  private EventEnds() {}

  static boolean isEnd(EventDialect dialect, ServerEvent event) {
    if (dialect.ends().isEmpty() || !event.hasData()) {
      return false;
    }
    if (dialect == EventDialect.CHAT) {
      return event.isData("[DONE]")
          || event.beginsWith("{\"error\"")
          || event.beginsWith("{ \"error\"");
    }
    String name = event.name();
    return dialect.ends().contains(name.isEmpty() ? type(event) : name);
  }

  /** Some compatible upstreams name their events in the data only. */
  private static String type(ServerEvent event) {
    try {
      return Json.parseObject(event.data()).get("type") instanceof JsonString type
          ? type.value()
          : "";
    } catch (RefusalException e) {
      return "";
    }
  }
}
