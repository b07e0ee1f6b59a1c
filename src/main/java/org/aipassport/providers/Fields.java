package org.aipassport.providers;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.aipassport.problems.RefusalException;

/**
 * The members that an operation's body may have at its top. Members that are not known pass (new
 * ones appear often) where no money cap could be broken by them; those that differ from a known one
 * only by letter case never do, because some upstreams read them as the known one.
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
   * Refuses names of which nobody knows what they cost.
   *
   * @param inert those that cost nothing although they are not known here
   * @throws RefusalException POLICY naming the first
   */
  void requireKnown(Collection<String> names, Predicate<String> inert) {
    for (String name : names) {
      String spelt = known.get(spelling.folded(name));
      boolean isKnown = spelt != null && spelling.accepts(spelt, name);
      if (!isKnown && !inert.test(name)) {
        throw RefusalException.ofPolicy(
            name, "is not known here, so what it costs has no bound; leave it out");
      }
    }
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
