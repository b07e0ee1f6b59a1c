package org.aipassport.providers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.json.FieldReader;
import org.aipassport.problems.RefusalException;

/** Reads where an operation is called and where it goes. */
final class RouteReader {
  private static final Pattern PATH =
      Pattern.compile("/[A-Za-z0-9/._~:-]*(\\{model}[A-Za-z0-9/._~:-]*)?");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]+");
  private static final List<String> SERVED = List.of("/v1/", "/v1beta/");
  private static final int WORD = 100;
  private static final int MOST = 500;

  private RouteReader() {}

  static Route read(FieldReader from) {
    Map<String, Set<String>> query = new HashMap<>();
    from.optionalObject("query")
        .ifPresent(all -> all.names().forEach(one -> query.put(plain(one, all), values(one, all))));
    PathTemplate at = path(from, "at");
    if (SERVED.stream().noneMatch(at.before()::startsWith)) {
      throw RefusalException.ofField(from.path("at"), "must begin with one of " + SERVED);
    }
    requireModel(at, from);
    return new Route(at, path(from, "to"), query);
  }

  /** The model is checked where the path has it and sent where the body has it, so both agree. */
  private static void requireModel(PathTemplate at, FieldReader from) {
    String member = at.hasModel() ? "model-again" : "fields";
    if (!from.optionalStrings(member, MOST, WORD).orElse(List.of()).contains("model")) {
      throw RefusalException.ofField(from.path(member), "must name the model");
    }
  }

  /** A path that needs no encoding, with one {@code {model}} or none. */
  static PathTemplate path(FieldReader from, String name) {
    String text = from.string(name, WORD);
    if (!PATH.matcher(text).matches() || text.contains("..") || text.contains("//")) {
      throw RefusalException.ofField(from.path(name), "is no path, or needs encoding");
    }
    return PathTemplate.of(text);
  }

  private static Set<String> values(String name, FieldReader query) {
    List<String> values = query.strings(name, MOST, WORD);
    values.forEach(value -> plain(value, query));
    return Set.copyOf(values);
  }

  private static String plain(String text, FieldReader query) {
    if (!PLAIN.matcher(text).matches()) {
      throw RefusalException.ofField(query.path(text), "needs encoding");
    }
    return text;
  }
}
