package org.aipassport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.aipassport.support.BrokerClient;
import org.aipassport.support.BrokerProcess;
import org.junit.jupiter.api.Test;

/** A broker that cannot mean what it was told does not serve, and says all that is wrong. */
class ConfigurationFaultIT {
  private static final String CANARY = "canary-of-the-faulty-configuration";

  @Test
  void wrongKeysStopTheDeploymentAndAreAllReportedAtOnceWithoutASecret() {
    try (BrokerProcess broker =
        BrokerProcess.plan(Homes.fresh(ConfigurationFaultIT.class))
            .set("aipassport.token.ttl", "soon")
            .set("aipassport.max-body-bytes", "12")
            .set("aipassport.db.url", "jdbc:postgresql://ada:" + CANARY + "@localhost/broker")
            .environment("OPENAI_API_KEY", "sk-" + CANARY)
            .start()) {
      broker.awaitLog(" ready in ", Duration.ofSeconds(90)); // the server's own word
      String log = broker.log();
      assertThat(log)
          .containsPattern(
              "AIPassport does not start: its configuration has 3 faults\n"
                  + "  aipassport\\.db\\.url: .*expected.*\n"
                  + "  aipassport\\.token\\.ttl: .*'soon'.*expected.*\n"
                  + "  aipassport\\.max-body-bytes: .*'12'.*expected.*")
          .doesNotContain(CANARY);
      refusesEverything(broker);
      assertThat(broker.plan().data()).doesNotExist();
    }
  }

  /** The server is up and has nothing to serve: what answers is the server, never the broker. */
  private static void refusesEverything(BrokerProcess broker) {
    for (String path : new String[] {"/health", "/health/live", "/health/ready", "/", "/grants"}) {
      BrokerClient.Reply reply = broker.get(path, "");
      assertThat(reply.status()).as(path).isIn(404, 500, 503);
      assertThat(reply.headers().firstValue("aipassport-request-id")).as(path).isEmpty();
      assertThat(reply.body()).as(path).doesNotContain(CANARY, "aipassport");
    }
  }
}
