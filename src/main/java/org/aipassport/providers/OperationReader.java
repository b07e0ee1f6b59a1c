package org.aipassport.providers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/** Reads the operations of a table. */
final class OperationReader {
  private static final int LONG = 500;
  private static final int WORD = 100;
  private static final int MOST = 500;

  private final Spelling spelling;
  private final Map<String, String> refused;
  private final List<Rule> common;

  OperationReader(Spelling spelling, Map<String, String> refused, FieldReader table) {
    this.spelling = spelling;
    this.refused = refused;
    this.common = rules(table, "common-rules");
  }

  Operation read(String name, FieldReader from) {
    Operation operation =
        new Operation(
            name,
            capability(from.string("capability", WORD), from.path("capability")),
            route(from),
            body(from),
            answer(from));
    from.nothingElse();
    return operation;
  }

  private static Capability capability(String name, String path) {
    return Capability.ofWireName(name)
        .orElseThrow(() -> RefusalException.ofField(path, "is no capability: " + name));
  }

  private static Route route(FieldReader from) {
    Map<String, Set<String>> query = new HashMap<>();
    from.optionalObject("query")
        .ifPresent(
            all ->
                all.names()
                    .forEach(one -> query.put(one, Set.copyOf(all.strings(one, MOST, WORD)))));
    return new Route(
        PathTemplate.of(from.string("at", WORD)), PathTemplate.of(from.string("to", WORD)), query);
  }

  private BodyTable body(FieldReader from) {
    List<String> known = from.strings("fields", MOST, WORD);
    List<String> files = from.optionalStrings("files", MOST, WORD).orElse(List.of());
    List<String> repeatable = from.optionalStrings("repeatable", MOST, WORD).orElse(List.of());
    boolean isForm = from.optionalString("body", WORD).filter("form"::equals).isPresent();
    FieldReader bounds = from.object("bounds");
    BodyTable body =
        new BodyTable(
            isForm
                ? Optional.of(new BodyTable.Form(Set.copyOf(files), Set.copyOf(repeatable)))
                : Optional.empty(),
            new Fields(spelling, known, refused),
            new Rules(spelling, allRules(from), alike(from)),
            stream(from, isForm),
            paths(from, "model-again"),
            from.value("force").filter(JsonObject.class::isInstance).isPresent()
                ? (JsonObject) from.value("force").orElseThrow()
                : JsonObject.EMPTY,
            Set.copyOf(from.optionalStrings("drop", MOST, WORD).orElse(List.of())),
            new BodyTable.Bounds(paths(bounds, "output"), paths(bounds, "times")));
    bounds.nothingElse();
    return body;
  }

  private static List<MemberPath> paths(FieldReader from, String name) {
    return from.optionalStrings(name, MOST, WORD).orElse(List.of()).stream()
        .map(MemberPath::of)
        .toList();
  }

  private static StreamChoice stream(FieldReader from, boolean isForm) {
    Optional<FieldReader> stream = from.optionalObject("stream");
    if (stream.isEmpty()) {
      return new StreamChoice.Never();
    }
    FieldReader how = stream.get();
    Optional<String> member = how.optionalString("member", WORD);
    Optional<String> query = how.optionalString("query", WORD);
    Optional<String> is = how.optionalString("is", WORD);
    how.nothingElse();
    if (query.isPresent()) {
      return new StreamChoice.Always(query.get(), is.orElse("true"));
    }
    String name = member.orElseThrow(() -> RefusalException.ofField("stream", "names no member"));
    if (is.isPresent()) {
      return new StreamChoice.ByText(name, is.get());
    }
    return isForm ? new StreamChoice.ByFormFlag(name) : new StreamChoice.ByFlag(name);
  }

  private static AnswerTable answer(FieldReader from) {
    Set<AnswerKind> kinds = EnumSet.noneOf(AnswerKind.class);
    for (String kind : from.strings("answers", MOST, WORD)) {
      kinds.add(
          AnswerKind.ofWireName(kind)
              .orElseThrow(
                  () -> RefusalException.ofField(from.path("answers"), "is unknown: " + kind)));
    }
    FieldReader usage = from.object("usage");
    AnswerTable answer =
        new AnswerTable(
            kinds,
            dialect(from.optionalString("events", WORD).orElse("openai-typed"), from),
            from.optionalBoolean("include-usage").orElse(false),
            new AnswerTable.Usage(
                path(usage, "json"), path(usage, "events"), path(usage, "first")));
    usage.nothingElse();
    return answer;
  }

  private static EventDialect dialect(String name, FieldReader from) {
    return EventDialect.ofWireName(name)
        .orElseThrow(() -> RefusalException.ofField(from.path("events"), "is unknown: " + name));
  }

  private static List<String> path(FieldReader from, String name) {
    return from.optionalString(name, WORD).map(text -> List.of(text.split("/"))).orElse(List.of());
  }

  private List<Rule> allRules(FieldReader from) {
    List<Rule> rules = new ArrayList<>(common);
    rules.addAll(rules(from, "rules"));
    return rules;
  }

  private static List<Rule> rules(FieldReader from, String name) {
    List<Rule> rules = new ArrayList<>();
    if (from.isPresent(name)) {
      for (FieldReader rule : from.objects(name, MOST)) {
        rules.add(rule(rule));
        rule.nothingElse();
      }
    }
    return rules;
  }

  private static Map<MemberPath, MemberPath> alike(FieldReader from) {
    Map<MemberPath, MemberPath> alike = new HashMap<>();
    from.optionalObject("alike")
        .ifPresent(
            all ->
                all.names()
                    .forEach(
                        place ->
                            alike.put(
                                MemberPath.of(place), MemberPath.of(all.string(place, LONG)))));
    return alike;
  }

  private static Rule rule(FieldReader from) {
    Optional<Capability> needs =
        from.optionalString("needs", WORD).map(name -> capability(name, from.path("needs")));
    return new Rule(
        MemberPath.of(from.string("at", LONG)).segments(),
        condition(from),
        needs,
        from.optionalString("allowed-by", WORD).filter("store"::equals).isPresent(),
        needs.isPresent() ? "" : from.string("why", LONG));
  }

  private static Condition condition(FieldReader from) {
    if (from.isPresent("is")) {
      return Condition.is(values(from, "is"));
    }
    if (from.isPresent("unless")) {
      return Condition.isNot(values(from, "unless"));
    }
    if (from.isPresent("starts")) {
      return Condition.starts(from.strings("starts", MOST, WORD));
    }
    if (from.isPresent("unless-starts")) {
      return Condition.startsNot(from.strings("unless-starts", MOST, WORD));
    }
    if (from.isPresent("lacks")) {
      return Condition.shaped(
          from.optionalStrings("of", MOST, WORD).orElse(List.of()),
          from.optionalStrings("has", MOST, WORD).orElse(List.of()),
          from.strings("lacks", MOST, WORD));
    }
    return from.optionalBoolean("is-text").orElse(false) ? Condition.TEXT : Condition.PRESENT;
  }

  private static List<JsonValue> values(FieldReader from, String name) {
    if (from.value(name).orElseThrow() instanceof JsonArray array) {
      return array.values();
    }
    throw RefusalException.ofField(from.path(name), "must be a list");
  }
}
