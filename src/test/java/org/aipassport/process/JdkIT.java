package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.aipassport.support.BrokerProcess;
import org.aipassport.support.FakeProvider;
import org.aipassport.support.FirstLight;
import org.aipassport.support.Jdk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One WAR serves on the oldest JDK that it promises to run on and on the newest there is. */
class JdkIT {
  static Stream<Jdk> jdks() {
    return Stream.of(Jdk.running(), Jdk.newest()).distinct();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void wholeJourneyWorksOn(Jdk jdk) {
    System.out.println("First light on Java " + jdk.version() + " in " + jdk.home());
    try (FakeProvider fake = FakeProvider.start(0);
        BrokerProcess broker =
            BrokerProcess.plan(Homes.fresh(JdkIT.class)).on(jdk).provider(fake).start()) {
      broker.awaitHealthy(Duration.ofSeconds(90));
      assertThat(broker.program()).isEqualTo(jdk.tool("java"));
      FirstLight.begin(broker).walk();
      broker.stop();
    }
  }
}
