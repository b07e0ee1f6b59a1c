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

  private final Spelling spelling;
  private final Map<String, Cost> costs;

  /**
   * A reader of one table's rules.
   *
   * @param costs those that a rule may name
   */
  RuleReader(Spelling spelling, Map<String, Cost> costs) {
    this.spelling = spelling;
    this.costs = costs;
  }

  /** The rules of a list, none if it is absent. */
  List<Rule> rules(FieldReader from, String name) {
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

  private Rule rule(FieldReader from) {
    List<String> at = MemberPath.of(from.string("at", LONG)).segments();
    if (at.isEmpty() || at.contains("")) {
      throw RefusalException.ofField(from.path("at"), "must name members");
    }
    return new Rule(at, condition(from), consequence(from));
  }

  private Consequence consequence(FieldReader from) {
    Optional<String> needs = from.optionalString("needs", WORD);
    if (needs.isPresent()) {
      return new Consequence.Needs(OperationReader.capability(needs.get(), from.path("needs")));
    }
    Optional<String> costsName = from.optionalString("costs", WORD);
    if (costsName.isPresent()) {
      return new Consequence.Costs(
          cost(costsName.get(), from.path("costs")),
          from.optionalString("instead", WORD).map(MemberPath::of));
    }
    return new Consequence.Refused(
        from.string("why", LONG), OperationReader.isWord(from, "allowed-by", "store"));
  }

  /** The cost of that name. */
  Cost cost(String name, String path) {
    Cost cost = costs.get(name);
    if (cost == null) {
      throw RefusalException.ofField(path, "is not among the costs: " + name);
    }
    return cost;
  }

  private Condition condition(FieldReader from) {
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
    if (from.isPresent("besides")) {
      return Condition.besides(spelling, from.strings("besides", MOST, WORD));
    }
    if (from.isPresent("lacks") || from.isPresent("has")) {
      return Condition.shaped(
          spelling,
          from.optionalStrings("of", MOST, WORD).orElse(List.of()),
          from.optionalStrings("has", MOST, WORD).orElse(List.of()),
          from.optionalStrings("lacks", MOST, WORD).orElse(List.of()));
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
