package org.aipassport.proxy;

import org.aipassport.json.JsonTokens;
import org.aipassport.providers.StreamEnds;

/** Whether a stream has told that it is whole, as its provider's table says that it does. */
final class StreamEnd {
  private final StreamEnds ends;
  private final EndMembers members;
  private boolean reached;

  StreamEnd(StreamEnds ends) {
    this.ends = ends;
    this.members = new EndMembers(ends.members());
  }

  /** Takes the next event. */
  void take(byte[] event, ServerEvent read) {
    if (!read.hasData()) {
      return;
    }
    if (read.isOneLine()) {
      take(event, read.dataFrom(), read.dataTo(), read);
    } else {
      byte[] data = read.data();
      take(data, 0, data.length, read);
    }
  }

  private void take(byte[] json, int from, int to, ServerEvent event) {
    reached = reached || isText(event) || isNamed(event, json, from, to);
    members.take(json, from, to);
  }

  /** Takes the next element of an array. */
  void take(byte[] json, int from, int to) {
    members.take(json, from, to);
  }

  boolean isReached() {
    return reached || members.areThere();
  }

  /** Whether that event's data is one that a stream ends with. */
  boolean isText(ServerEvent event) {
    for (String text : ends.texts()) {
      if (event.isData(text)) {
        return true;
      }
    }
    return false;
  }

  private boolean isNamed(ServerEvent event, byte[] json, int from, int to) {
    if (ends.events().isEmpty()) {
      return false;
    }
    String name = event.name();
    return ends.hasEvent(name.isEmpty() ? type(json, from, to) : name);
  }

  /** Some compatible upstreams name their events in the data only. */
  private static String type(byte[] json, int from, int to) {
    JsonTokens tokens = new JsonTokens(json, from, to);
    if (tokens.next() != '{') {
      return "";
    }
    while (tokens.next() == JsonTokens.STRING) {
      boolean isType = tokens.is("type");
      if (tokens.next() != ':') {
        return "";
      }
      int kind = tokens.next();
      if (isType) {
        return kind == JsonTokens.STRING ? tokens.text() : "";
      }
      tokens.skip(kind);
      if (tokens.next() != ',') {
        return "";
      }
    }
    return "";
  }
}
