package org.aipassport.metering;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.aipassport.audit.AuditLog;
import org.aipassport.config.Background;
import org.aipassport.config.ProviderType;
import org.aipassport.identity.Caller;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.Ids;

class UnknownMembersTest {
  private static final ProviderType OPENAI = ProviderType.of("openai").orElseThrow();

  @OnBothDatabases
  void whatWasRefusedIsCountedAndPassesOnceAnOperatorSaysSo(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    UnknownMembers members = broker.get(UnknownMembers.class);
    String name = "new_" + Ids.next();
    assertThat(mayPass(members, name)).isFalse();
    assertThat(mayPass(members, name)).isFalse();
    members.flush();
    members.flush();
    Caller operator = Persons.operator(broker);
    UnknownMember member = named(members, operator, name);
    assertThat(member.refusals()).isEqualTo(2);
    assertThat(member.inertAt()).isEmpty();
    members.setInert(operator, member.id(), true);
    assertThat(mayPass(members, name)).isTrue();
    assertThat(named(members, operator, name).inertAt()).isPresent();
    assertThat(members.mayPass(new UnknownMembers.Place(OPENAI, "responses", name))).isFalse();
    members.setInert(operator, member.id(), false);
    assertThat(mayPass(members, name)).isFalse();
    assertThat(TestGrants.events(broker, member.id()))
        .containsExactlyInAnyOrder("member.inert", "member.not_inert");
  }

  /** Else whoever sends 2,000 names of his own making keeps all later ones from being seen. */
  @OnBothDatabases
  void theOldestMakesRoomForTheLatestUnlessSomebodyDecided(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    UnknownMembers all = broker.get(UnknownMembers.class);
    UnknownMembers members =
        new UnknownMembers(
            broker.get(Transactions.class),
            broker.get(AuditLog.class),
            broker.get(Background.class),
            broker.clock(),
            all.list(operator).size() + 2);
    List<String> names = List.of("kept_" + Ids.next(), "old_" + Ids.next(), "new_" + Ids.next());
    refuse(broker, members, names.get(0));
    members.setInert(operator, named(members, operator, names.get(0)).id(), true);
    refuse(broker, members, names.get(1));
    int before = all.list(operator).size();
    List<String> kept = List.of(names.get(1));
    for (int i = 0; i < before && kept.contains(names.get(1)); i++) { // other tests' are older
      refuse(broker, members, names.get(2) + i);
      kept = all.list(operator).stream().map(UnknownMember::name).toList();
      assertThat(kept).hasSize(before).contains(names.get(0), names.get(2) + i);
    }
    assertThat(kept).doesNotContain(names.get(1));
  }

  private static void refuse(TestBroker broker, UnknownMembers members, String name) {
    broker.clock().advance(Duration.ofMillis(1));
    assertThat(mayPass(members, name)).isFalse();
    members.flush();
  }

  @OnBothDatabases
  void onlyOperatorsLookAndDecide(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    UnknownMembers members = broker.get(UnknownMembers.class);
    Caller owner = Persons.ownerWithKey(broker);
    refused(Refusal.FORBIDDEN, () -> members.list(owner));
    refused(Refusal.FORBIDDEN, () -> members.setInert(owner, Ids.next(), true));
    Caller operator = Persons.operator(broker);
    for (String id : List.of(Ids.next(), "", "\u0000", "x".repeat(500))) {
      refused(Refusal.NOT_FOUND, () -> members.setInert(operator, id, true));
    }
  }

  @OnBothDatabases
  void whatIsNoPlainNameIsNotWrittenDown(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    UnknownMembers members = broker.get(UnknownMembers.class);
    List<String> odd = List.of("", "a b", "\u0000", "n".repeat(129), "<b>\u202e");
    odd.forEach(name -> assertThat(mayPass(members, name)).isFalse());
    members.flush();
    assertThat(members.list(Persons.operator(broker)))
        .extracting(UnknownMember::name)
        .doesNotContainAnyElementsOf(odd);
  }

  private static boolean mayPass(UnknownMembers members, String name) {
    return members.mayPass(new UnknownMembers.Place(OPENAI, "chat_completions", name));
  }

  private static UnknownMember named(UnknownMembers members, Caller operator, String name) {
    return members.list(operator).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
