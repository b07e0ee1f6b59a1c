package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

@ArquillianTest
class FirstLightIT {
  @Test
  void smoke() {
    TestGrant grant = TestGrant.of("openai", "gpt-fake");
    Answer a =
        Http.post(
            "/v1/chat/completions",
            "{\"model\":\"gpt-fake\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
            grant.bearer());
    System.out.println(a);
    System.out.println(TestServer.UPSTREAM.arrivals());
    assertThat(a.status()).isEqualTo(200);
  }
}
