package org.aipassport.providers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * All rules of an operation, walked once over a body. Members that no rule speaks of are not
 * visited. A member that could be taken for one that a rule speaks of, but is written in another
 * way, is refused: the rule would miss it, and some upstreams would not.
 */
final class Rules {
  private static final String EACH = "*";

  private final Spelling spelling;
  private final Set<Capability> needs = EnumSet.noneOf(Capability.class);
  private final Node root = new Node();

  /** A place that rules speak of, and the places below it. */
  private static final class Node {
    private final Map<String, Member> below = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private @Nullable Node each;
  }

  /** A member by the name that rules give it, and the place where it leads. */
  private record Member(String name, Node place) {}

  /** What is told of each rule that applies. */
  interface Found {
    /**
     * A rule applies.
     *
     * @param path where, as refusals name it
     */
    void rule(Rule rule, String path, JsonValue value);
  }

  /**
   * The rules of one operation.
   *
   * @param alike places where the rules of another place hold as well; the whole body is an empty
   *     path
   * @throws RefusalException INVALID_FIELD if a place that is to be like another has own rules
   */
  Rules(Spelling spelling, List<Rule> rules, Map<MemberPath, MemberPath> alike) {
    this.spelling = spelling;
    for (Rule rule : rules) {
      planted(rule.at()).rules.add(rule);
      if (rule.then() instanceof Consequence.Needs needed) {
        needs.add(needed.capability());
      }
    }
    alike.forEach(this::join);
  }

  /** The capabilities that some member of a body may need. */
  Set<Capability> needs() {
    return needs;
  }

  private void join(MemberPath path, MemberPath other) {
    int last = path.segments().size() - 1;
    String name = last < 0 ? EACH : path.segments().get(last);
    if (name.equals(EACH)) {
      throw RefusalException.ofField(path.text(), "must end with a member");
    }
    Member joined = new Member(name, planted(other.segments()));
    Node parent = planted(path.segments().subList(0, last));
    if (parent.below.putIfAbsent(spelling.folded(name), joined) != null) {
      throw RefusalException.ofField(path.text(), "has rules of its own");
    }
  }

  private Node planted(List<String> path) {
    Node node = root;
    for (String segment : path) {
      if (segment.equals(EACH)) {
        node.each = node.each == null ? new Node() : node.each;
        node = node.each;
      } else {
        node =
            node.below
                .computeIfAbsent(
                    spelling.folded(segment), folded -> new Member(segment, new Node()))
                .place();
      }
    }
    return node;
  }

  /**
   * Tells of every rule that applies to {@code body}.
   *
   * @throws RefusalException INVALID_FIELD naming a member that could be taken for one of a rule's
   */
  void walk(JsonObject body, Found found) {
    visit(root, body, "", found);
  }

  private void visit(Node node, JsonValue value, String path, Found found) {
    for (Rule rule : node.rules) {
      if (rule.when().appliesTo(value)) {
        found.rule(rule, path, value);
      }
    }
    if (value instanceof JsonObject object && !node.below.isEmpty()) {
      descend(node, object, path, found);
    }
    if (node.each != null) {
      visitEach(node.each, value, path, found);
    }
  }

  private void descend(Node node, JsonObject object, String path, Found found) {
    Set<String> seen = null;
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      String name = member.getKey();
      Member below = node.below.get(spelling.folded(name));
      if (below == null) {
        continue;
      }
      String at = path.isEmpty() ? name : path + "." + name;
      if (!spelling.accepts(below.name(), name)) {
        throw RefusalException.ofField(at, "differs from \"" + below.name() + "\" by its spelling");
      }
      if (spelling == Spelling.PROTO) {
        seen = seen == null ? new HashSet<>() : seen;
        if (!seen.add(below.name())) {
          throw RefusalException.ofField(at, "stands here twice, in two spellings");
        }
      }
      visit(below.place(), member.getValue(), at, found);
    }
  }

  /** Where a list belongs a single value is read as a list of one, as lenient readers do. */
  private void visitEach(Node each, JsonValue value, String path, Found found) {
    if (value instanceof JsonArray array) {
      int index = 0;
      for (JsonValue one : array.values()) {
        visit(each, one, path + "[" + index++ + "]", found);
      }
    } else {
      visit(each, value, path, found);
    }
  }
}
