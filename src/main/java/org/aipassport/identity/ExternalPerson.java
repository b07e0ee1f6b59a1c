package org.aipassport.identity;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.config.GroupSettings;

/**
 * Who somebody is at their identity provider, as a token of it says.
 *
 * @param issuer together with the subject all that they are known by
 * @param username what they would like to be called here
 * @param name what they are called there: untrusted text
 * @param groups those that they are in there
 * @param statedAt when the provider said all this
 */
record ExternalPerson(
    String issuer,
    String subject,
    Optional<String> username,
    Optional<String> name,
    List<String> groups,
    Instant statedAt) {
  ExternalPerson {
    groups = List.copyOf(groups);
  }

  /** What a token says, whose signature, issuer, audience and times are good. */
  static ExternalPerson of(
      TokenClaims claims, String issuer, String usernameClaim, String nameClaim, String groups) {
    return new ExternalPerson(
        issuer,
        claims.subject(),
        claims.text(usernameClaim),
        claims.text(nameClaim),
        claims.texts(groups),
        claims.instant("iat"));
  }

  /** What their groups make them here; everybody is an owner where groups do not decide. */
  Set<Role> roles(GroupSettings settings) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (!settings.decide() || in(settings.owners())) {
      roles.add(Role.OWNER);
    }
    if (in(settings.operators())) {
      roles.add(Role.OPERATOR);
    }
    if (in(settings.auditors())) {
      roles.add(Role.AUDITOR);
    }
    return roles;
  }

  private boolean in(Set<String> mapped) {
    return groups.stream().anyMatch(mapped::contains);
  }
}
