package org.aipassport.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.aipassport.crypto.OpaqueSecrets;
import org.aipassport.values.Ids;
import org.aipassport.values.SecretText;

/** A session's row; the database keeps only the digest of its cookie. */
@Entity
@Table(name = "user_session")
class UserSession {
  private static final int LONGEST_AGENT = 300;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

  @Id private String id = "";

  @Column(name = "person_id")
  private String personId = "";

  private byte[] digest = {};

  @Enumerated(EnumType.STRING)
  private SignInMethod method = SignInMethod.PASSWORD;

  @Column(name = "created_at")
  private long createdAt;

  @Column(name = "authenticated_at")
  private long authenticatedAt;

  @Column(name = "last_seen_at")
  private long lastSeenAt;

  @Column(name = "expires_at")
  private long expiresAt;

  private String address = "";
  private String agent = "";

  protected UserSession() {} // for JPA

  UserSession(
      Caller person,
      SecretText cookie,
      SignInProof proof,
      Instant now,
      Duration lifetime,
      String address,
      String agent) {
    this.id = Ids.next();
    this.personId = person.id().value();
    this.digest = OpaqueSecrets.digest(cookie);
    this.method = proof.method();
    this.createdAt = now.toEpochMilli();
    this.authenticatedAt = Math.min(createdAt, proof.at().orElse(now).toEpochMilli());
    this.lastSeenAt = createdAt;
    this.expiresAt = now.plus(lifetime).toEpochMilli();
    this.address = printable(address, 64);
    this.agent = printable(agent, LONGEST_AGENT);
  }

  Session view(Caller caller) {
    return new Session(
        id,
        caller,
        method,
        Instant.ofEpochMilli(createdAt),
        Instant.ofEpochMilli(authenticatedAt),
        Instant.ofEpochMilli(lastSeenAt),
        Instant.ofEpochMilli(expiresAt),
        address,
        agent);
  }

  private static String printable(String text, int most) {
    String cut = text.length() > most ? text.substring(0, most) : text;
    return UNPRINTABLE.matcher(cut).replaceAll("?");
  }
}
