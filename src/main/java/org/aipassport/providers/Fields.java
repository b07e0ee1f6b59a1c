package org.aipassport.providers;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.aipassport.problems.RefusalException;

/**
 * The members that an operation's body may have at its top. Members that are not known pass (new
 * ones appear often, and no grant has a money cap that they could break); those that differ from a
 * known one only by letter case never do, because some upstreams read them as the known one.
 */
final class Fields {
  private final Spelling spelling;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, String> refused = new HashMap<>();

  /**
   * The members of one operation.
   *
   * @param refused which are never sent on, each with the reason
   */
  Fields(Spelling spelling, Collection<String> known, Map<String, String> refused) {
    this.spelling = spelling;
    known.forEach(name -> this.known.put(spelling.folded(name), name));
    refused.forEach((name, why) -> this.refused.put(spelling.folded(name), why));
  }

  Spelling spelling() {
    return spelling;
  }

  boolean knows(String name) {
    return name.equals(known.get(spelling.folded(name)));
  }

  /**
   * Whether {@code name} reaches into something by brackets, as forms do, where nobody has said
   * what stands there: {@code image[0][file_id]} is a member that no rule would see.
   */
  boolean isUnknownInBrackets(String name) {
    return name.indexOf('[') >= 0 && !knows(name);
  }

  /**
   * Refuses names that must not go upstream.
   *
   * @throws RefusalException INVALID_FIELD for a twin of a known member, POLICY for a refused one
   */
  void check(Collection<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      String folded = spelling.folded(name);
      String why = refused.get(folded);
      if (why != null) {
        throw RefusalException.ofPolicy(name, why);
      }
      String spelt = known.get(folded);
      if (spelt == null) {
        continue;
      }
      if (!spelling.accepts(spelt, name)) {
        throw RefusalException.ofField(
            name, "differs from \"" + spelt + "\" only by letter case or spelling");
      }
      if (spelling == Spelling.PROTO && !seen.add(spelt)) {
        throw RefusalException.ofField(name, "stands here twice, in two spellings");
      }
    }
  }
}
