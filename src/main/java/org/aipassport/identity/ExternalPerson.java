package org.aipassport.identity;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aipassport.config.GroupSettings;
import org.aipassport.config.OidcSettings;

/**
 * Who somebody is at their identity provider, as a token of it says.
 *
 * @param issuer together with the subject all that they are known by
 * @param username what they would like to be called here
 * @param name what they are called there: untrusted text
 * @param groups those that they are in there, as far as it says
 * @param groupsStated whether it says: to be in none of them is then no gap of the token
 * @param statedAt when the provider said all this
 */
record ExternalPerson(
    String issuer,
    String subject,
    Optional<String> username,
    Optional<String> name,
    List<String> groups,
    boolean groupsStated,
    Instant statedAt) {
  ExternalPerson {
    groups = List.copyOf(groups);
  }

  /**
   * What a token says, whose signature, issuer, audience and times are good. One without a claim
   * for groups leaves open which they are.
   */
  static ExternalPerson of(
      TokenClaims claims, String issuer, String usernameClaim, String nameClaim, String groups) {
    return new ExternalPerson(
        issuer,
        claims.subject(),
        claims.text(usernameClaim),
        claims.text(nameClaim),
        claims.texts(groups),
        claims.hasTexts(groups),
        claims.instant("iat"));
  }

  /**
   * As it is at sign-in: providers leave the claim out for those who are in no group. Where it is
   * said to be elsewhere (OpenID Connect Core section 5.6.2) that stays open.
   */
  static ExternalPerson atSignIn(TokenClaims claims, OidcSettings client, String groups) {
    ExternalPerson said =
        of(claims, client.issuer(), client.usernameClaim(), client.nameClaim(), groups);
    boolean elsewhere =
        claims.object("_claim_names").filter(names -> names.has(groups)).isPresent();
    return new ExternalPerson(
        said.issuer,
        said.subject,
        said.username,
        said.name,
        said.groups,
        said.groupsStated || !(claims.has(groups) || elsewhere),
        said.statedAt);
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
