package org.aipassport.grants;

import static org.aipassport.support.Refused.refused;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aipassport.identity.Caller;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.support.TestGrants;
import org.aipassport.values.GrantId;

class GrantReportsTest {
  @OnBothDatabases
  void aReportedRequestIsDeniedAndOperatorsReadWhy(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantId id = TestGrants.request(broker, owner, "").grant().id();
    assertThat(reports(broker).report(owner, id, "It came\nby mail").status())
        .isEqualTo(GrantStatus.DENIED);
    ReportView report = only(broker, id);
    assertThat(report.words()).isEqualTo("It came\nby mail");
    assertThat(report.reporter()).isEqualTo(owner.id());
    assertThat(report.appName()).isEqualTo("Notes");
    assertThat(report.status()).isEqualTo(GrantStatus.DENIED);
    assertThat(report.dismissedAt()).isEmpty();
    assertThat(TestGrants.events(broker, id.value()))
        .containsExactlyInAnyOrder("grant.requested", "grant.denied", "grant.reported");
    assertThat(broker.dump()).contains("It came");
    assertThat(broker.sql("SELECT canonical FROM audit_event WHERE subject = ?", id.value()))
        .allSatisfy(row -> assertThat(new String((byte[]) row.get(0))).doesNotContain("by mail"));
  }

  @OnBothDatabases
  void aReportedGrantIsRevoked(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.ownerWithKey(broker);
    GrantId id = TestGrants.approved(broker, owner, "").id();
    long before = broker.get(RevocationSequence.class).position();
    assertThat(reports(broker).report(owner, id, "").status()).isEqualTo(GrantStatus.REVOKED);
    assertThat(broker.get(RevocationSequence.class).position()).isGreaterThan(before);
    refused(Refusal.WRONG_STATE, () -> reports(broker).report(owner, id, ""));
  }

  @OnBothDatabases
  void anothersGrantCannotBeReported(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    GrantView grant = TestGrants.request(broker, Persons.owner(broker), "").grant();
    Caller mallory = Persons.owner(broker);
    refused(Refusal.NOT_FOUND, () -> reports(broker).report(mallory, grant.id(), "x"));
    assertThat(broker.get(Grants.class).find(grant.id())).contains(grant);
  }

  @OnBothDatabases
  void wordsThatDisguiseAnythingAreRefusedAndNothingEnds(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller owner = Persons.owner(broker);
    GrantView grant = TestGrants.request(broker, owner, "").grant();
    for (String bad : List.of("a\u202eb", "a\u0000", "w".repeat(1_001))) {
      refusedField("words", () -> reports(broker).report(owner, grant.id(), bad));
    }
    assertThat(broker.get(Grants.class).find(grant.id())).contains(grant);
  }

  @OnBothDatabases
  void operatorsPutAReportAsideOnce(Databases.Kind kind) {
    TestBroker broker = TestBroker.shared(kind);
    Caller operator = Persons.operator(broker);
    Caller owner = Persons.owner(broker);
    GrantId id = TestGrants.request(broker, owner, "").grant().id();
    reports(broker).report(owner, id, "odd");
    String report = only(broker, id).id();
    refused(Refusal.FORBIDDEN, () -> reports(broker).open(owner));
    refused(Refusal.FORBIDDEN, () -> reports(broker).dismissed(owner));
    refused(Refusal.FORBIDDEN, () -> reports(broker).dismiss(owner, report));
    reports(broker).dismiss(operator, report);
    assertThat(reports(broker).open(operator)).noneMatch(one -> one.id().equals(report));
    assertThat(reports(broker).dismissed(operator))
        .filteredOn(one -> one.id().equals(report))
        .singleElement()
        .satisfies(one -> assertThat(one.dismissedAt()).contains(broker.clock().instant()));
    refused(Refusal.NOT_FOUND, () -> reports(broker).dismiss(operator, report));
    refused(Refusal.NOT_FOUND, () -> reports(broker).dismiss(operator, "no id"));
  }

  private static ReportView only(TestBroker broker, GrantId id) {
    List<ReportView> found =
        reports(broker).open(Persons.operator(broker)).stream()
            .filter(report -> report.grant().equals(id))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static GrantReports reports(TestBroker broker) {
    return broker.get(GrantReports.class);
  }
}
