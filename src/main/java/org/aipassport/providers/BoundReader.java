package org.aipassport.providers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.json.FieldReader;
import org.aipassport.problems.RefusalException;

/** Reads what bounds the cost of a table's operations. */
final class BoundReader {
  private static final int LONG = 500;
  private static final int WORD = 100;
  private static final int MOST = 500;
  private static final long MOST_ROUNDS = 100;

  private final Spelling spelling;
  private final BoundTable.Tiers tiers;
  private final RuleReader rules;

  BoundReader(Spelling spelling, FieldReader table) {
    this.spelling = spelling;
    this.tiers = tiers(table);
    this.rules = new RuleReader(spelling, costs(table));
  }

  /** The rules that only a grant with a money cap is held to. */
  List<Rule> capped(FieldReader operation) {
    return costing(rules.rules(operation, "capped-rules"), operation.path("capped-rules"));
  }

  /**
   * What bounds an operation.
   *
   * @param capped an answer of {@link #capped}
   */
  BoundTable read(FieldReader operation, List<String> fields, List<Rule> capped) {
    FieldReader from = operation.object("bounds");
    BoundTable table =
        new BoundTable(
            new OutputLimit(
                spelling,
                paths(from, "output", fields),
                path(from, "add-output", fields),
                from.optionalLong("least-output", 1, OutputLimit.MOST).orElse(1),
                path(from, "above", fields)),
            paths(from, "times", fields),
            from.isPresent("kinds")
                ? Optional.of(input(from, fields, capped, RuleReader.alike(operation)))
                : Optional.empty());
    from.nothingElse();
    if (!table.output().places().isEmpty()
        && table.input().isPresent()
        && table.output().add().isEmpty()) {
      throw RefusalException.ofField(from.path("add-output"), "is missing");
    }
    return table;
  }

  private BoundTable.Input input(
      FieldReader from, List<String> fields, List<Rule> capped, Map<MemberPath, MemberPath> alike) {
    return new BoundTable.Input(
        kinds(from),
        paths(from, "prompts", fields),
        from.optionalBoolean("one-context").orElse(false),
        from.optionalString("free", LONG).isPresent(),
        from.longInRange("overhead", 0, OutputLimit.MOST),
        from.optionalLong("extra-output", 0, OutputLimit.MOST).orElse(0),
        paths(from, "rendered", fields),
        paths(from, "characters", fields),
        costing(rules.rules(from, "anywhere"), from.path("anywhere")),
        new Rules(spelling, capped, alike),
        from.optionalString("file", WORD).map(name -> rules.cost(name, from.path("file"))),
        tiers);
  }

  private static List<Rule> costing(List<Rule> rules, String path) {
    if (rules.stream().anyMatch(rule -> rule.then() instanceof Consequence.Needs)) {
      throw RefusalException.ofField(path, "cannot say what a grant needs; rules can");
    }
    return rules;
  }

  private static List<MemberPath> paths(FieldReader from, String name, List<String> fields) {
    List<MemberPath> paths = new ArrayList<>();
    for (String text : from.optionalStrings(name, MOST, WORD).orElse(List.of())) {
      paths.add(known(text, fields, from.path(name)));
    }
    return paths;
  }

  private static Optional<MemberPath> path(FieldReader from, String name, List<String> fields) {
    return from.optionalString(name, WORD).map(text -> known(text, fields, from.path(name)));
  }

  private static MemberPath known(String text, List<String> fields, String at) {
    MemberPath path = MemberPath.of(text);
    if (path.segments().isEmpty() || !fields.contains(path.segments().get(0))) {
      throw RefusalException.ofField(at, path.text() + " is not among the fields");
    }
    return path;
  }

  private static Map<String, Cost> costs(FieldReader table) {
    Map<String, Cost> costs = new HashMap<>();
    table
        .optionalObject("costs")
        .ifPresent(all -> all.names().forEach(name -> costs.put(name, cost(all.object(name)))));
    return costs;
  }

  private static Cost cost(FieldReader from) {
    Cost cost =
        new Cost(
            from.optionalLong("tokens", 0, OutputLimit.MOST).orElse(0),
            from.optionalLong("per-byte", 0, WORD).orElse(0),
            from.optionalBoolean("fills-context").orElse(false),
            kinds(from),
            from.optionalObject("uses").map(BoundReader::uses),
            from.optionalLong("rounds", 1, MOST_ROUNDS).orElse(1),
            from.string("source", LONG));
    from.nothingElse();
    return cost;
  }

  private static Cost.Uses uses(FieldReader from) {
    Cost.Uses uses =
        new Cost.Uses(
            unit(from.string("unit", WORD), from.path("unit")), from.string("member", WORD));
    from.nothingElse();
    return uses;
  }

  private static Set<UsageUnit> kinds(FieldReader from) {
    Set<UsageUnit> kinds = EnumSet.noneOf(UsageUnit.class);
    for (String name : from.optionalStrings("kinds", MOST, WORD).orElse(List.of())) {
      UsageUnit unit = unit(name, from.path("kinds"));
      if (!unit.isInputToken() && !unit.isOutputToken()) {
        throw RefusalException.ofField(from.path("kinds"), "is not counted in tokens: " + name);
      }
      kinds.add(unit);
    }
    return kinds;
  }

  private static UsageUnit unit(String name, String path) {
    return Arrays.stream(UsageUnit.values())
        .filter(unit -> unit.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> RefusalException.ofField(path, "is no unit: " + name));
  }

  private static BoundTable.Tiers tiers(FieldReader table) {
    Map<String, String> alone = new HashMap<>();
    Optional<FieldReader> from = table.optionalObject("tiers");
    if (from.isEmpty()) {
      return new BoundTable.Tiers(new MemberPath(List.of()), alone);
    }
    FieldReader tiers = from.get();
    tiers
        .optionalObject("alone")
        .ifPresent(all -> all.names().forEach(name -> alone.put(name, all.string(name, WORD))));
    MemberPath member = MemberPath.of(tiers.string("member", WORD));
    tiers.nothingElse();
    return new BoundTable.Tiers(member, alone);
  }
}
