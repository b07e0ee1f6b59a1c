package org.aipassport.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.aipassport.identity.Caller;
import org.aipassport.identity.PeopleDirectory;
import org.aipassport.identity.Role;
import org.aipassport.persistence.Transactions;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.Race;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;
import org.aipassport.values.Ids;

/** Decisions of an owner against what ends grants for good. */
class EndingRaceTest {
  private static final int ROUNDS = 20;
  private static final int OWNERS = 6;

  @OnBothDatabases
  void ofApprovalsDenialsAndReportsOneWins(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    for (int round = 0; round < ROUNDS; round++) {
      GrantRequests.Requested asked = TestGrants.request(broker, owner, "");
      GrantId id = asked.grant().id();
      Race<GrantView> race =
          Race.of(
              6,
              number ->
                  () ->
                      switch (number % 3) {
                        case 0 -> TestGrants.approve(broker, owner, asked, "{}");
                        case 1 -> broker.get(GrantLifecycle.class).deny(owner, id);
                        default -> broker.get(GrantReports.class).report(owner, id, "odd");
                      });
      assertThat(race.reasons()).isSubsetOf(Refusal.WRONG_STATE);
      long reports = broker.count("grant_report WHERE grant_id = ?", id.value());
      switch (status(broker, id)) {
        case APPROVED -> assertThat(race.done()).hasSize(1);
        case DENIED -> assertThat(race.done()).hasSize(1);
        case REVOKED -> { // approved first, and then reported
          assertThat(race.done()).hasSize(2);
          assertThat(reports).isEqualTo(1);
        }
        default -> throw new AssertionError(status(broker, id));
      }
      assertThat(reports)
          .isEqualTo(
              broker.count(
                  "audit_event WHERE subject = ? AND type = 'grant.reported'", id.value()));
      assertThat(
              broker.count(
                  "audit_event WHERE subject = ? AND type IN ('grant.approved', 'grant.denied')",
                  id.value()))
          .isEqualTo(1);
    }
  }

  @OnBothDatabases
  void noGrantOutlivesTheBlockOfItsHost(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    List<Caller> owners =
        Stream.generate(() -> Persons.ownerWithKey(broker)).limit(OWNERS).toList();
    for (int round = 0; round < ROUNDS; round++) {
      String host = host();
      List<GrantRequests.Requested> asked =
          owners.stream().map(owner -> ask(broker, owner, host)).toList();
      Race<Boolean> race =
          Race.of(
              OWNERS + 2,
              number ->
                  () -> {
                    if (number < OWNERS) {
                      TestGrants.approve(broker, owners.get(number), asked.get(number), "{}");
                    } else if (number == OWNERS) {
                      broker.get(AppBlocking.class).block(operator, host, "");
                    } else {
                      Caller owner = owners.get(0);
                      TestGrants.approve(broker, owner, ask(broker, owner, "a." + host), "{}");
                    }
                    return true;
                  });
      assertThat(race.reasons()).isSubsetOf(Refusal.WRONG_STATE, Refusal.FORBIDDEN);
      assertThat(open(broker, host)).isZero();
    }
  }

  /** What a request has not committed yet, no block could find: it has to wait. */
  @OnBothDatabases
  void noRequestComesInBehindABlock(Databases.Kind kind) throws Exception {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    String host = host();
    CompletableFuture<Integer> block = new CompletableFuture<>();
    broker
        .get(Transactions.class)
        .run(
            em -> {
              ask(broker, owner, host);
              block.completeAsync(() -> broker.get(AppBlocking.class).block(operator, host, ""));
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
              assertThat(block).isNotDone();
            });
    assertThat(block.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    assertThat(open(broker, host)).isZero();
  }

  /** Also one that names nobody, which is theirs only once they approved it. */
  @OnBothDatabases
  void anApprovalUnderWayEndsWithItsOwner(Databases.Kind kind) throws Exception {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested nobodys = TestGrants.request(broker, TestGrants.ask("", ""));
    CompletableFuture<Integer> disabling = new CompletableFuture<>();
    broker
        .get(Transactions.class)
        .run(
            em -> {
              TestGrants.approve(broker, owner, nobodys, "{}");
              disabling.completeAsync(
                  () -> broker.get(PersonDisabling.class).disable(operator, owner.id()));
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
              assertThat(disabling).isNotDone();
            });
    assertThat(disabling.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    assertThat(status(broker, nobodys.grant().id())).isEqualTo(GrantStatus.FROZEN);
  }

  @OnBothDatabases
  void anApprovalUnderWayEndsWithTheRoleOfItsOwner(Databases.Kind kind) throws Exception {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.ownerWithKey(broker);
    GrantRequests.Requested nobodys = TestGrants.request(broker, TestGrants.ask("", ""));
    CompletableFuture<Boolean> taking = new CompletableFuture<>();
    broker
        .get(Transactions.class)
        .run(
            em -> {
              TestGrants.approve(broker, owner, nobodys, "{}");
              taking.completeAsync(
                  () -> {
                    setRoles(broker, operator, owner);
                    return true;
                  });
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
              assertThat(taking).isNotDone();
            });
    assertThat(taking.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(status(broker, nobodys.grant().id())).isEqualTo(GrantStatus.FROZEN);
  }

  private static void setRoles(TestBroker broker, Caller operator, Caller person, Role... roles) {
    broker.get(PeopleDirectory.class).setRoles(operator, person.id(), Set.of(roles));
  }

  private static long open(TestBroker broker, String host) {
    return broker.count(
        "access_grant WHERE (app_host = ? OR app_host = ?) AND status IN ('PENDING', 'APPROVED')",
        host,
        "a." + host);
  }

  private static String host() {
    return "r" + Ids.next().toLowerCase(Locale.ROOT).replaceAll("[_-]", "0") + ".example";
  }

  private static GrantRequests.Requested ask(TestBroker broker, Caller owner, String host) {
    return TestGrants.askAt(broker, owner, "Notes", "https://" + host);
  }

  @OnBothDatabases
  void noGrantOutlivesTheDisablingOfItsOwner(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    for (int round = 0; round < ROUNDS; round++) {
      Caller owner = Persons.ownerWithKey(broker);
      Race<Boolean> race =
          decisionsAgainst(
              broker, owner, () -> broker.get(PersonDisabling.class).disable(operator, owner.id()));
      assertThat(race.reasons())
          .isSubsetOf(Set.of(Refusal.CREDENTIALS_INVALID, Refusal.WRONG_STATE));
      broker.get(PeopleDirectory.class).enable(operator, owner.id());
      assertThat(open(broker, owner)).isZero();
    }
  }

  @OnBothDatabases
  void noGrantOutlivesTheRoleOfItsOwner(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    for (int round = 0; round < ROUNDS; round++) {
      Caller owner = Persons.ownerWithKey(broker);
      Race<Boolean> race = decisionsAgainst(broker, owner, () -> setRoles(broker, operator, owner));
      assertThat(race.reasons()).isSubsetOf(Set.of(Refusal.FORBIDDEN, Refusal.WRONG_STATE));
      setRoles(broker, operator, owner, Role.OWNER);
      assertThat(open(broker, owner)).isZero();
    }
  }

  /** Everything by which an owner gets a grant, at once with what ends them all. */
  private static Race<Boolean> decisionsAgainst(TestBroker broker, Caller owner, Runnable end) {
    GrantRequests.Requested mine = TestGrants.request(broker, owner, "");
    GrantRequests.Requested nobodys = TestGrants.request(broker, TestGrants.ask("", ""));
    return Race.of(
        4,
        number ->
            () -> {
              switch (number) {
                case 0 -> end.run();
                case 1 -> TestGrants.approve(broker, owner, mine, "{}");
                case 2 -> TestGrants.approve(broker, owner, nobodys, "{}");
                default -> broker.get(ToolGrants.class).create(owner, tool());
              }
              return true;
            });
  }

  private static long open(TestBroker broker, Caller owner) {
    return broker.count(
        "access_grant WHERE owner_id = ? AND status IN ('PENDING', 'APPROVED')",
        owner.id().value());
  }

  private static ToolAsk tool() {
    return new ToolAsk(
        "Tool",
        TestGrants.ask("", "").scope(),
        Duration.ofDays(1),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static GrantStatus status(TestBroker broker, GrantId id) {
    return broker.get(Grants.class).find(id).orElseThrow().status();
  }
}
