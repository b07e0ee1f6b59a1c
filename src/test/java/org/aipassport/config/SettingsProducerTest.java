package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class SettingsProducerTest {
  @Test
  void faultsStopTheStartAndAreLoggedOnceAsOneError() {
    SettingsProducer producer =
        new SettingsProducer(
            () -> Given.value("aipassport.hosts", ",").and("aipassport.token.ttl", "x").read());
    try (LogCapture log = new LogCapture(SettingsProducer.class.getName())) {
      assertThatThrownBy(() -> producer.stopUnlessSound("start"))
          .isInstanceOf(ConfigurationException.class);
      assertThatThrownBy(producer::settings).isInstanceOf(ConfigurationException.class);
      assertThat(log.records())
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.getLevel()).isEqualTo(Level.SEVERE);
                assertThat(entry.getMessage())
                    .startsWith("AIPassport does not start: its configuration has 2 faults\n")
                    .contains("\n  aipassport.hosts: ", "\n  aipassport.token.ttl: ");
              });
    }
  }

  @Test
  void warningsAreLoggedOnceAndNoSecretEver() {
    SettingsProducer producer =
        new SettingsProducer(
            () -> Given.value("JWT_SECRET", "canary-1").and("OPENAI_API_KEY", "canary-2").read());
    try (LogCapture log = new LogCapture(SettingsProducer.class.getName())) {
      producer.stopUnlessSound("start");
      assertThat(producer.settings()).isSameAs(producer.settings());
      assertThat(log.records()).extracting(entry -> entry.getLevel()).containsOnly(Level.WARNING);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("JWT_SECRET is ignored")
          .doesNotContain("canary");
    }
  }

  @Test
  void clockIsTheSystemsInUtc() {
    assertThat(new SettingsProducer().clock().getZone()).isEqualTo(ZoneOffset.UTC);
  }
}
