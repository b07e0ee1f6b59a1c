package org.aipassport.providers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/** Reads the operations of a table. */
final class OperationReader {
  private static final int WORD = 100;
  private static final int MOST = 500;

  private final Spelling spelling;
  private final Map<String, String> refused;
  private final RuleReader rules;
  private final BoundReader bounds;
  private final List<Rule> common;

  OperationReader(Spelling spelling, Map<String, String> refused, FieldReader table) {
    this.spelling = spelling;
    this.refused = refused;
    this.rules = new RuleReader(spelling, Map.of());
    this.bounds = new BoundReader(spelling, table);
    this.common = rules.rules(table, "common-rules");
  }

  Operation read(String name, FieldReader from) {
    Operation operation =
        new Operation(
            name,
            capability(from.string("capability", WORD), from.path("capability")),
            RouteReader.read(from),
            body(from),
            answer(from),
            from.optionalObject("counting").map(OperationReader::counting));
    from.nothingElse();
    return operation;
  }

  private static Counting counting(FieldReader from) {
    Counting counting =
        new Counting(from.string("operation", WORD), from.optionalString("within", WORD));
    from.nothingElse();
    return counting;
  }

  static Capability capability(String name, String path) {
    return Capability.ofWireName(name)
        .orElseThrow(() -> RefusalException.ofField(path, "is no capability: " + name));
  }

  private BodyTable body(FieldReader from) {
    List<String> known = from.strings("fields", MOST, WORD);
    List<String> files = from.optionalStrings("files", MOST, WORD).orElse(List.of());
    List<String> repeatable = from.optionalStrings("repeatable", MOST, WORD).orElse(List.of());
    boolean isForm = isWord(from, "body", "form");
    List<Rule> all = new ArrayList<>(common);
    all.addAll(rules.rules(from, "rules"));
    List<Rule> capped = bounds.capped(from);
    return new BodyTable(
        isForm
            ? Optional.of(new BodyTable.Form(Set.copyOf(files), Set.copyOf(repeatable)))
            : Optional.empty(),
        new Fields(spelling, withRuled(withRuled(known, capped), all), refused),
        new Rules(spelling, all, RuleReader.alike(from)),
        stream(from, isForm),
        paths(from, "model-again"),
        force(from),
        Set.copyOf(from.optionalStrings("drop", MOST, WORD).orElse(List.of())),
        bounds.read(from, known, capped));
  }

  /** A member that a rule speaks of is known: it has no twins, and is no file. */
  private static List<String> withRuled(List<String> known, List<Rule> rules) {
    List<String> all = new ArrayList<>();
    rules.forEach(rule -> all.add(rule.at().get(0)));
    all.addAll(known);
    return all;
  }

  private static JsonObject force(FieldReader from) {
    JsonValue force = from.value("force").orElse(JsonObject.EMPTY);
    if (force instanceof JsonObject object) {
      return object;
    }
    throw RefusalException.ofField(from.path("force"), "must be an object");
  }

  /** Whether a member has the one value that it can have; it may be absent. */
  static boolean isWord(FieldReader from, String name, String word) {
    Optional<String> value = from.optionalString(name, WORD);
    if (value.isPresent() && !value.get().equals(word)) {
      throw RefusalException.ofField(from.path(name), "must be \"" + word + "\" or absent");
    }
    return value.isPresent();
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
    EventDialect dialect =
        dialect(from.optionalString("events", WORD).orElse("openai-typed"), from);
    AnswerTable answer =
        new AnswerTable(
            kinds,
            dialect,
            from.optionalObject("ends").map(OperationReader::ends).orElse(dialect.ends()),
            from.optionalBoolean("include-usage").orElse(false),
            new AnswerTable.Usage(
                path(usage, "json"), path(usage, "events"), path(usage, "first"), form(usage)));
    usage.nothingElse();
    return answer;
  }

  private static Optional<UsageForm> form(FieldReader usage) {
    return usage
        .optionalString("form", WORD)
        .map(
            name ->
                UsageForm.ofWireName(name)
                    .orElseThrow(
                        () -> RefusalException.ofField(usage.path("form"), "is no form: " + name)));
  }

  private static StreamEnds ends(FieldReader from) {
    StreamEnds ends =
        StreamEnds.of(texts(from, "events"), texts(from, "texts"), texts(from, "members"));
    from.nothingElse();
    return ends;
  }

  private static List<String> texts(FieldReader from, String name) {
    return from.optionalStrings(name, MOST, WORD).orElse(List.of());
  }

  private static EventDialect dialect(String name, FieldReader from) {
    return EventDialect.ofWireName(name)
        .orElseThrow(() -> RefusalException.ofField(from.path("events"), "is unknown: " + name));
  }

  private static List<String> path(FieldReader from, String name) {
    return from.optionalString(name, WORD).map(text -> List.of(text.split("/"))).orElse(List.of());
  }
}
