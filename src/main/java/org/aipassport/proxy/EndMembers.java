package org.aipassport.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aipassport.json.JsonTokens;

/**
 * Whether the members are there that say that a stream is whole. Elements of lists (candidates, for
 * instance) are told apart by their {@code index}, or by their place if they have none: each that
 * was there must have said that it is whole.
 */
final class EndMembers {
  private static final String EACH = "*";

  private final List<List<String>> paths;
  private final Set<String> open = new HashSet<>();
  private final Set<String> closed = new HashSet<>();
  private boolean single;

  /** What a walk found in a value. */
  private record Found(boolean end, String index) {}

  private static final Found NOTHING = new Found(false, "");

  EndMembers(List<List<String>> paths) {
    this.paths = paths;
  }

  /** Reads one JSON text of the stream; what is none has nothing to say. */
  void take(byte[] json, int from, int to) {
    if (!paths.isEmpty()) {
      Walk walk = new Walk(json, from, to);
      single |= walk.value(walk.tokens.next(), paths).end();
    }
  }

  boolean areThere() {
    return single || (!closed.isEmpty() && open.isEmpty());
  }

  private void note(String element, boolean isEnd) {
    if (isEnd) {
      open.remove(element);
      closed.add(element);
    } else if (!closed.contains(element)) {
      open.add(element);
    }
  }

  private final class Walk {
    private final JsonTokens tokens;

    Walk(byte[] json, int from, int to) {
      tokens = new JsonTokens(json, from, to);
    }

    /** Reads a value at which these ends of paths begin. */
    Found value(int kind, List<List<String>> rest) {
      if (rest.isEmpty()) {
        tokens.skip(kind);
        return NOTHING;
      }
      boolean isPlace = rest.contains(List.<String>of());
      return switch (kind) {
        case '{' -> object(rest, isPlace);
        case '[' -> new Found(array(rest) && isPlace, "");
        case JsonTokens.STRING -> new Found(isPlace && isMeant(tokens.text()), "");
        case JsonTokens.SCALAR ->
            new Found(isPlace && !tokens.is("null") && !tokens.is("false"), "");
        default -> NOTHING;
      };
    }

    /** The first of an enumeration's values is that for none. */
    private boolean isMeant(String text) {
      return !text.isEmpty() && !text.endsWith("_UNSPECIFIED");
    }

    private Found object(List<List<String>> rest, boolean isPlace) {
      boolean end = false;
      String index = "";
      int token = tokens.next();
      while (token == JsonTokens.STRING) {
        end |= isPlace;
        boolean isIndex = tokens.is("index");
        List<List<String>> below = below(rest, tokens.text());
        if (tokens.next() != ':') {
          return NOTHING;
        }
        int kind = tokens.next();
        if (isIndex && kind == JsonTokens.SCALAR) {
          index = tokens.text();
        }
        end |= value(kind, below).end();
        token = tokens.next();
        token = token == ',' ? tokens.next() : token;
      }
      return new Found(end, index);
    }

    /** Whether there is something in it. */
    private boolean array(List<List<String>> rest) {
      List<List<String>> below = below(rest, EACH);
      int token = tokens.next();
      int place = 0;
      while (token != ']' && token != JsonTokens.END) {
        Found found = value(token, below);
        if (!below.isEmpty()) {
          note(found.index().isEmpty() ? Integer.toString(place) : found.index(), found.end());
        }
        place++;
        token = tokens.next();
        token = token == ',' ? tokens.next() : token;
      }
      return place > 0;
    }

    private List<List<String>> below(List<List<String>> rest, String name) {
      return rest.stream()
          .filter(path -> !path.isEmpty() && path.get(0).equals(name))
          .map(path -> path.subList(1, path.size()))
          .toList();
    }
  }
}
