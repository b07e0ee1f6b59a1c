package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.config.Settings;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;

class EntranceTest {
  private final Settings settings = TestSettings.defaults();

  @Test
  void whoSitsAtTheMachineIsToldWhereTheFileLies() {
    assertThat(file(FakeRequest.get("/ui/recover")))
        .isEqualTo(settings.dataDir().resolve("recover").toString());
  }

  @Test
  void nobodyElseLearnsWhereTheDataLies() {
    for (FakeRequest elsewhere :
        new FakeRequest[] {
          FakeRequest.get("/ui/recover").from("192.0.2.7"),
          FakeRequest.get("/ui/recover").with("X-Forwarded-For", "127.0.0.1")
        }) {
      assertThat(file(elsewhere)).isEqualTo("{aipassport.data-dir}/recover");
    }
  }

  private String file(FakeRequest request) {
    return Entrance.file(request.servlet(), settings, "recover");
  }
}
