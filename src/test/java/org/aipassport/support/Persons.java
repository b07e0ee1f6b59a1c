package org.aipassport.support;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.values.AccountId;
import org.aipassport.values.Ids;
import org.aipassport.values.UserId;

/** Persons besides the first owner. */
public final class Persons {
  private Persons() {}

  /** An owner whose name nobody else has. */
  public static Caller owner(TestBroker broker) {
    return add(broker, "owner-" + Ids.next().toLowerCase(Locale.ROOT), Role.OWNER);
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
            + " created_at) VALUES ( ? , ? , ? , ? , 'none', ? , 0)",
        person.id().value(),
        person.account().value(),
        username,
        username,
        all.stream().map(Role::name).collect(Collectors.joining(",")));
    return person;
  }
}
