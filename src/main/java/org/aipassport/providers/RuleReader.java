package org.aipassport.providers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/** Reads what the members of a body entail. */
final class RuleReader {
  private static final int LONG = 500;
  private static final int WORD = 100;
  private static final int MOST = 500;

  private RuleReader() {}

  static List<Rule> rules(FieldReader from, String name) {
    List<Rule> rules = new ArrayList<>();
    if (from.isPresent(name)) {
      for (FieldReader rule : from.objects(name, MOST)) {
        rules.add(rule(rule));
        rule.nothingElse();
      }
    }
    return rules;
  }

  static Map<MemberPath, MemberPath> alike(FieldReader from) {
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
        from.optionalString("needs", WORD)
            .map(name -> OperationReader.capability(name, from.path("needs")));
    List<String> at = MemberPath.of(from.string("at", LONG)).segments();
    if (at.isEmpty() || at.contains("")) {
      throw RefusalException.ofField(from.path("at"), "must name members");
    }
    return new Rule(
        at,
        condition(from),
        needs,
        OperationReader.isWord(from, "allowed-by", "store"),
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
