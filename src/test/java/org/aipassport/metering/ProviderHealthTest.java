package org.aipassport.metering;

import static org.aipassport.support.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.aipassport.identity.Caller;
import org.aipassport.identity.Role;
import org.aipassport.outbound.Pass;
import org.aipassport.outbound.UpstreamGates;
import org.aipassport.problems.Refusal;
import org.aipassport.support.Databases;
import org.aipassport.support.Persons;
import org.aipassport.support.TestBroker;
import org.aipassport.values.Ids;
import org.aipassport.values.ProviderName;
import org.junit.jupiter.api.Test;

class ProviderHealthTest {
  private static final ProviderName OPENAI = new ProviderName("openai");

  @Test
  void operatorsSeeHowEachProviderDoes() {
    try (TestBroker broker = TestBroker.start(Databases.Kind.DERBY)) {
      Caller operator = broker.claim();
      assertThat(list(broker, operator))
          .allSatisfy(view -> assertThat(view.state()).isEqualTo(ProviderHealth.State.WELL));
      UpstreamGates gates = broker.get(UpstreamGates.class);
      Pass running = gates.enter(OPENAI, Ids.next());
      fail(gates);
      ProviderHealth.View view = openai(broker, operator);
      assertThat(view.state()).isEqualTo(ProviderHealth.State.UNSTEADY);
      assertThat(view.running()).isEqualTo(1);
      assertThat(view.failures()).isEqualTo(1);
      assertThat(view.failedAt()).isEqualTo(Optional.of(broker.clock().instant()));
      running.close();
      while (openai(broker, operator).state() != ProviderHealth.State.RESTING) {
        fail(gates);
      }
      assertThat(openai(broker, operator).restsUntil()).isPresent();
      assertThat(list(broker, operator))
          .filteredOn(one -> !one.provider().name().equals(OPENAI))
          .allSatisfy(one -> assertThat(one.state()).isEqualTo(ProviderHealth.State.WELL));
    }
  }

  @Test
  void othersSeeNothing() {
    TestBroker broker = TestBroker.shared(Databases.Kind.DERBY);
    Caller auditor = Persons.add(broker, "auditor-" + Ids.next(), Role.AUDITOR);
    refused(Refusal.FORBIDDEN, () -> list(broker, Persons.owner(broker)));
    refused(Refusal.FORBIDDEN, () -> list(broker, auditor));
  }

  private static void fail(UpstreamGates gates) {
    try (Pass pass = gates.enter(OPENAI, Ids.next())) {
      pass.unreachable();
    }
  }

  private static ProviderHealth.View openai(TestBroker broker, Caller operator) {
    return list(broker, operator).stream()
        .filter(view -> view.provider().name().equals(OPENAI))
        .findFirst()
        .orElseThrow();
  }

  private static List<ProviderHealth.View> list(TestBroker broker, Caller caller) {
    return broker.get(ProviderHealth.class).list(caller);
  }
}
