package org.aipassport.support;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.aipassport.crypto.PasswordHasher;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Presented;
import org.aipassport.identity.Role;
import org.aipassport.identity.Sessions;
import org.aipassport.identity.SignIn;
import org.aipassport.values.AccountId;
import org.aipassport.values.Ids;
import org.aipassport.values.Labels;
import org.aipassport.values.ProviderKeyId;
import org.aipassport.values.ProviderName;
import org.aipassport.values.SecretText;
import org.aipassport.values.UserId;
import org.aipassport.vault.ProviderKeys;

/** Persons besides the first owner. */
public final class Persons {
  private Persons() {}

  /** An owner whose name nobody else has. */
  public static Caller owner(TestBroker broker) {
    return add(broker, "owner-" + Ids.next().toLowerCase(Locale.ROOT), Role.OWNER);
  }

  /** As {@link #owner}, with a key for OpenAI. */
  public static Caller ownerWithKey(TestBroker broker) {
    Caller owner = owner(broker);
    key(broker, owner);
    return owner;
  }

  /** An operator, no owner, whose name nobody else has. */
  public static Caller operator(TestBroker broker) {
    return add(broker, "operator-" + Ids.next().toLowerCase(Locale.ROOT), Role.OPERATOR);
  }

  /** A key of theirs for OpenAI, newer than those they have. */
  public static ProviderKeyId key(TestBroker broker, Caller owner) {
    broker.clock().advance(Duration.ofMillis(1));
    return broker
        .get(ProviderKeys.class)
        .add(
            owner,
            new ProviderName("openai"),
            new SecretText("sk-canary-" + Ids.next()),
            "",
            Labels.NONE)
        .id();
  }

  /** As {@link #add}, who can sign in with {@link TestBroker#PASSWORD}. */
  public static Caller signable(TestBroker broker, String username, Role... roles) {
    Caller person = add(broker, username, roles);
    broker.execute(
        "UPDATE person SET password_hash = ? WHERE id = ? ",
        broker.get(PasswordHasher.class).hash(new SecretText(TestBroker.PASSWORD)),
        person.id().value());
    return person;
  }

  /** As {@link #signable}, whose name nobody else has. */
  public static Caller signable(TestBroker broker) {
    return signable(broker, "person-" + Ids.next().toLowerCase(Locale.ROOT), Role.OWNER);
  }

  /** An address that nobody else in this test run is likely to have. */
  public static InetAddress somewhere() {
    byte[] bytes = new byte[4];
    ThreadLocalRandom.current().nextBytes(bytes);
    bytes[0] = 10;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs in with {@link TestBroker#PASSWORD}, from an address of its own. */
  public static Sessions.Begun signIn(TestBroker broker, String username) {
    SignIn.Attempt attempt =
        new SignIn.Attempt(
            username, new SecretText(TestBroker.PASSWORD), somewhere(), "Test", Optional.empty());
    return ((SignIn.Done) broker.get(SignIn.class).withPassword(attempt)).begun();
  }

  /** A script of theirs, whose credential ends with nothing. */
  public static Presented script(Caller person) {
    return new Presented(person, Optional.empty(), Presented.Source.SIGNED_TOKEN, "");
  }

  /** Somebody with these roles, who has an account of their own and no usable password. */
  public static Caller add(TestBroker broker, String username, Role... roles) {
    Set<Role> all = new TreeSet<>(Arrays.asList(roles));
    Caller person = new Caller(new UserId(Ids.next()), new AccountId(Ids.next()), username, all);
    broker.execute(
        "INSERT INTO account (id, kind, created_at) VALUES ( ? , 'PERSON', 0)",
        person.account().value());
    broker.execute(
        "INSERT INTO person (id, account_id, username, username_key, password_hash, roles,"
            + " created_at) VALUES ( ? , ? , ? , ? , 'none', ? , ? )",
        person.id().value(),
        person.account().value(),
        username,
        username.toLowerCase(Locale.ROOT),
        all.stream().map(Role::name).collect(Collectors.joining(",")),
        broker.clock().millis());
    return person;
  }
}
