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
import org.aipassport.problems.Refusal;
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
  private final Node root = new Node("");

  /** A place that rules speak of, and the places below it. */
  private static final class Node {
    private final String name;
    private final Map<String, Node> below = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private @Nullable Node each;

    Node(String name) {
      this.name = name;
    }
  }

  /** One walk: what it found so far. */
  private record Walk(boolean storageGranted, Set<Capability> needed) {}

  Rules(Spelling spelling, List<Rule> rules) {
    this.spelling = spelling;
    rules.forEach(this::plant);
  }

  private void plant(Rule rule) {
    Node node = root;
    for (String segment : rule.at()) {
      if (segment.equals(EACH)) {
        node.each = node.each == null ? new Node(EACH) : node.each;
        node = node.each;
      } else {
        node = node.below.computeIfAbsent(spelling.folded(segment), folded -> new Node(segment));
      }
    }
    node.rules.add(rule);
  }

  /**
   * The capabilities that {@code body} needs besides the operation's own.
   *
   * @throws RefusalException POLICY or INVALID_FIELD naming the member that must not be there
   */
  Set<Capability> check(JsonObject body, boolean storageGranted) {
    Walk walk = new Walk(storageGranted, EnumSet.noneOf(Capability.class));
    visit(root, body, "", walk);
    return walk.needed();
  }

  private void visit(Node node, JsonValue value, String path, Walk walk) {
    for (Rule rule : node.rules) {
      if (rule.when().appliesTo(value)) {
        apply(rule, path, walk);
      }
    }
    if (value instanceof JsonObject object && !node.below.isEmpty()) {
      descend(node, object, path, walk);
    }
    if (node.each != null) {
      visitEach(node.each, value, path, walk);
    }
  }

  private static void apply(Rule rule, String path, Walk walk) {
    if (rule.needs().isPresent()) {
      walk.needed().add(rule.needs().get());
    } else if (!(rule.allowedByStorage() && walk.storageGranted())) {
      throw new RefusalException(Refusal.POLICY, path + ": " + rule.why());
    }
  }

  private void descend(Node node, JsonObject object, String path, Walk walk) {
    Set<String> seen = null;
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      String name = member.getKey();
      Node below = node.below.get(spelling.folded(name));
      if (below == null) {
        continue;
      }
      String at = path.isEmpty() ? name : path + "." + name;
      if (!spelling.accepts(below.name, name)) {
        throw RefusalException.ofField(at, "differs from \"" + below.name + "\" by its spelling");
      }
      if (spelling == Spelling.PROTO) {
        seen = seen == null ? new HashSet<>() : seen;
        if (!seen.add(below.name)) {
          throw RefusalException.ofField(at, "stands here twice, in two spellings");
        }
      }
      visit(below, member.getValue(), at, walk);
    }
  }

  /** Where a list belongs a single value is read as a list of one, as lenient readers do. */
  private void visitEach(Node each, JsonValue value, String path, Walk walk) {
    if (value instanceof JsonArray array) {
      int index = 0;
      for (JsonValue one : array.values()) {
        visit(each, one, path + "[" + index++ + "]", walk);
      }
    } else {
      visit(each, value, path, walk);
    }
  }
}
