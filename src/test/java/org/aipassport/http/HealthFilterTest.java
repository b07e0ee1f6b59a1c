package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.aipassport.config.HealthCheck;
import org.aipassport.problems.Refusal;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthFilterTest {
  private final List<HealthCheck> checks = new ArrayList<>();
  private final HealthFilter filter = new HealthFilter();
  private final FakeResponse response = new FakeResponse();
  private boolean passedOn;

  HealthFilterTest() {
    filter.checks = instanceOf(checks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live"})
  void aliveMeansThatTheProcessAnswersWhateverItNeeds(String path) throws Exception {
    checks.add(check(false));
    send(FakeRequest.get(path));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"status\":\"ok\",\"service\":\"aipassport-broker\"}");
    assertThat(response.header("Content-Type")).contains("application/json");
    assertThat(passedOn).isFalse();
  }

  @Test
  void readyMeansThatEverythingNeededAnswers() throws Exception {
    checks.add(check(true));
    checks.add(check(true));
    send(FakeRequest.get("/health/ready"));
    assertThat(response.text())
        .isEqualTo("{\"status\":\"ready\",\"service\":\"aipassport-broker\"}");
  }

  @Test
  void oneThingThatFailsMeansNotReady() {
    checks.add(check(true));
    checks.add(check(false));
    Refused.as(Refusal.UNAVAILABLE, () -> send(FakeRequest.get("/health/ready")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/", "/health/started", "/health/live/", "/health/ready/x"})
  void nothingElseOfHealthReachesTheServer(String path) {
    Refused.as(Refusal.NOT_FOUND, () -> send(FakeRequest.get(path)));
    assertThat(passedOn).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void healthIsOnlyRead(String method) {
    Refused.as(Refusal.METHOD_NOT_ALLOWED, () -> send(FakeRequest.of(method, "/health")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthy", "/grants", "/v1/health"})
  void otherPathsPass(String path) throws Exception {
    send(FakeRequest.get(path));
    assertThat(passedOn).isTrue();
  }

  private void send(FakeRequest request) throws IOException, ServletException {
    filter.doFilter(request.servlet(), response.servlet(), (req, res) -> passedOn = true);
  }

  private static HealthCheck check(boolean healthy) {
    return new HealthCheck() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public boolean healthy() {
        return healthy;
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static Instance<HealthCheck> instanceOf(List<HealthCheck> beans) {
    return (Instance<HealthCheck>)
        Proxy.newProxyInstance(
            HealthFilterTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, asked, arguments) ->
                switch (asked.getName()) {
                  case "stream" -> beans.stream();
                  case "iterator" -> beans.iterator();
                  default -> throw new UnsupportedOperationException(asked.getName());
                });
  }
}
