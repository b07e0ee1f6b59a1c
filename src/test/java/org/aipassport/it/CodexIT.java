package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The Codex CLI, unmodified, without a person: the broker as a provider of its configuration, a
 * token for its key.
 */
@ArquillianTest
class CodexIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;

  private TestGrant grant;

  @BeforeEach
  void grant() {
    grant = TestGrant.of("openai", "gpt-fake");
    UPSTREAM.clear();
  }

  private Program.Ended codex(String model) throws IOException {
    Path home = NpmTool.home();
    Path own = Files.createDirectories(home.resolve(".codex"));
    Files.writeString(own.resolve("config.toml"), settings(model));
    return NpmTool.CODEX.run(
        home,
        Map.of("CODEX_HOME", own.toString(), "BROKER_TOKEN", grant.token()),
        "exec",
        "--skip-git-repo-check",
        "--sandbox",
        "read-only",
        "Say something.");
  }

  /** Hosted search is the provider's own tool; the rest keeps it from asking its maker. */
  private static String settings(String model) {
    return """
    model = "%s"
    model_provider = "broker"
    web_search = "disabled"
    check_for_update_on_startup = false

    [analytics]
    enabled = false

    [model_providers.broker]
    name = "Broker"
    base_url = "%s/v1"
    wire_api = "responses"
    env_key = "BROKER_TOKEN"
    """
        .formatted(model, Http.BROKER);
  }

  @Test
  void callsItsToolAndAnswersAsItsUserExpects() throws IOException {
    Program.Ended ended = codex("gpt-fake");
    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out().strip()).isEqualTo("part 0 part 1 part 2 part 3 part 4");
    List<Arrival> calls = UpstreamSaw.calls(2, "openai", grant);
    assertThat(calls).extracting(Arrival::target).containsOnly("/v1/responses");
    assertThat(calls).extracting(Arrival::text).allMatch(body -> body.contains("\"store\":false"));
    assertThat(calls.get(0).text()).contains("Say something.");
    assertThat(calls.get(1).text()).contains("\"function_call_output\"");
    assertThat(grant.used()).isEqualTo(2);
  }

  @Test
  void modelOutsideTheGrantIsToldAndNotSent() throws IOException {
    Program.Ended ended = codex("gpt-other");
    assertThat(ended.status()).as(ended.toString()).isNotZero();
    assertThat(ended.err()).contains("403");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void revokedGrantEndsItsWork() throws IOException {
    grant.revoke();
    Program.Ended ended = codex("gpt-fake");
    assertThat(ended.status()).as(ended.toString()).isNotZero();
    assertThat(ended.err()).contains("401");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }
}
