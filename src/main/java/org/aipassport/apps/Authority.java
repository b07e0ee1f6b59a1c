package org.aipassport.apps;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words, in English and German, by which a name claims a trust that nobody has given it. */
final class Authority {
  private static final Set<String> WORDS =
      keys(
          "admin admins administrator administrators administration administratorin support staff"
              + " security sicherheit sicherheitsteam sicherheitsabteilung official offiziell"
              + " offizielle offizieller offizielles verified verification verifiziert verifizierte"
              + " verifizierter verifiziertes certified zertifiziert zertifizierte zertifizierter"
              + " zertifiziertes geprüft geprüfte geprüfter geprüftes geprueft trusted"
              + " vertrauenswürdig vertrauenswürdige vertrauenswürdiger authorized authorised"
              + " autorisiert moderator helpdesk servicedesk kundendienst kundenservice compliance"
              + " datenschutz sysadmin systemadministrator systemadministration approved genehmigt"
              + " itabteilung itdepartment itsupport police polizei government behörde");

  /** Pictures that browsers and shops have taught people to take for a check that was made. */
  private static final Set<Integer> PICTURES =
      "\u2713\u2714\u2705\u2611\u00ae\u00a9\ud83d\udd12\ud83d\udd10\ud83d\udd0f\ud83d\udee1"
          .codePoints()
          .boxed()
          .collect(Collectors.toUnmodifiableSet());

  private Authority() {}

  static boolean isClaimedBy(String name) {
    return name.codePoints().anyMatch(PICTURES::contains)
        || LookKeys.runs(LookKeys.words(name)).stream()
            .flatMap(Authority::loosely)
            .anyMatch(WORDS::contains);
  }

  private static Set<String> keys(String words) {
    return List.of(words.split(" ")).stream()
        .flatMap(Authority::loosely)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A flag too many does no harm: i and l count as one letter. */
  private static Stream<String> loosely(String word) {
    return LookKeys.withoutMarks(word).stream().map(key -> key.replace('i', 'l'));
  }
}
