package org.aipassport.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.logging.LogRecord;
import org.aipassport.config.Settings;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.Logged;
import org.aipassport.support.TestSettings;
import org.aipassport.values.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("UnnecessaryAssignment") // no container injects here
class BoundaryFilterTest {
  private final BoundaryFilter filter = new BoundaryFilter();
  private final FakeResponse response = new FakeResponse();
  private boolean passedOn;

  BoundaryFilterTest() {
    Settings settings = TestSettings.defaults();
    filter.settings = settings;
    filter.securityHeaders = new SecurityHeaders(settings);
    filter.hostCheck = new HostCheck(settings);
    filter.transportCheck = new TransportCheck(settings);
  }

  @Test
  void goodRequestPassesAndItsAnswerHasItsId() throws Exception {
    send(own(FakeRequest.get("/grants")), (req, res) -> passedOn = true);
    assertThat(passedOn).isTrue();
    assertThat(response.header("aipassport-request-id")).matches(id -> Ids.isId(id.orElseThrow()));
    assertThat(response.header("X-Frame-Options")).contains("DENY");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, 127.0.0.1, /grants, Content-Encoding, gzip, 415",
    "localhost:8080, 127.0.0.1, /grants, Host, localhost:8080, 400",
    "evil.example, 127.0.0.1, /grants, Accept, x, 421",
    "localhost:8080, 203.0.113.9, /grants, Accept, x, 403",
    "localhost:8080, 127.0.0.1, /grants, X-Forwarded-For, 127.0.0.1, 403",
    "localhost:8080, 127.0.0.1, /grants;x, Accept, x, 400",
    "localhost:8080, 127.0.0.1, /metrics, Accept, x, 404"
  })
  void badRequestIsRefusedBeforeAnythingSeesIt(
      String host, String from, String path, String name, String value, int status)
      throws Exception {
    send(
        FakeRequest.get(path).from(from).with("Host", host).with(name, value),
        (req, res) -> passedOn = true);
    assertThat(passedOn).isFalse();
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("aipassport-request-id")).isPresent();
    assertThat(response.header("Content-Security-Policy")).isPresent();
  }

  @Test
  void faultOfOursShowsNothingOfItselfAndIsLoggedWithTheRequestId() throws Exception {
    List<LogRecord> records;
    try (Logged log = new Logged(BoundaryFilter.class)) {
      send(
          own(FakeRequest.get("/grants").with("Authorization", "Bearer s3cret")),
          (req, res) -> {
            throw new IllegalStateException("jdbc://inner/secret");
          });
      records = log.records();
    }
    assertThat(response.status()).isEqualTo(500);
    assertThat(response.text()).doesNotContain("jdbc", "IllegalState");
    String id = response.header("aipassport-request-id").orElseThrow();
    assertThat(response.text()).contains(id);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).getMessage()).contains(id).doesNotContain("s3cret");
    assertThat(records.get(0).getThrown()).hasMessage("jdbc://inner/secret");
  }

  private static FakeRequest own(FakeRequest request) {
    return request.with("Host", "localhost:8080");
  }

  private void send(FakeRequest request, FilterChain chain) throws IOException, ServletException {
    filter.doFilter(request.servlet(), response.servlet(), chain);
  }
}
