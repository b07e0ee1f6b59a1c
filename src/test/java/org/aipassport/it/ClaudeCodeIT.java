package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aipassport.support.Arrival;
import org.aipassport.support.FakeProvider;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claude Code, unmodified, without a person: the broker's address, a token for its key. What it
 * would send to its maker beside that is switched off as its documentation says.
 */
@ArquillianTest
class ClaudeCodeIT {
  private static final FakeProvider UPSTREAM = TestServer.UPSTREAM;
  private static final String ANSWER = "part 0 part 1 part 2 part 3 part 4";
  private static final Map<String, String> QUIET =
      Map.of(
          "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
          "DISABLE_TELEMETRY", "1",
          "DISABLE_ERROR_REPORTING", "1",
          "DISABLE_AUTOUPDATER", "1",
          "ENABLE_TOOL_SEARCH", "false",
          "ANTHROPIC_BASE_URL", Http.BROKER.toString());

  private TestGrant grant;

  @BeforeEach
  void grant() {
    grant = TestGrant.of("anthropic", "claude-fake");
    UPSTREAM.clear();
  }

  private Program.Ended claude(String variable, String... arguments) {
    Map<String, String> environment = new HashMap<>(QUIET);
    environment.put(variable, grant.token());
    return NpmTool.CLAUDE_CODE.run(NpmTool.home(), environment, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"})
  void answersAsItsUserExpects(String variable) {
    Program.Ended ended =
        claude(variable, "-p", "Say something.", "--model", "claude-fake", "--tools", "");
    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out().strip()).isEqualTo(ANSWER);
    Arrival call = UpstreamSaw.calls(1, "anthropic", grant).get(0);
    assertThat(call.target()).isEqualTo("/v1/messages?beta=true");
    assertThat(call.header("anthropic-beta").orElseThrow()).contains("claude-code-");
    assertThat(call.text()).contains("Say something.");
    assertThat(grant.used()).isEqualTo(1);
  }

  @Test
  void resultOfItsToolGoesBack() {
    Program.Ended ended =
        claude("ANTHROPIC_AUTH_TOKEN", "-p", "Read.", "--model", "claude-fake", "--tools", "Read");
    assertThat(ended.status()).as(ended.toString()).isZero();
    assertThat(ended.out().strip()).isEqualTo(ANSWER);
    List<Arrival> calls = UpstreamSaw.calls(2, "anthropic", grant);
    assertThat(calls.get(0).text()).contains("\"name\":\"Read\"");
    assertThat(calls.get(1).text())
        .contains("\"tool_result\"")
        .contains("\"signature\":\"c2lnbmVk\"");
  }

  @Test
  void modelOutsideTheGrantIsToldAndNotSent() {
    Program.Ended ended =
        claude("ANTHROPIC_AUTH_TOKEN", "-p", "Say something.", "--model", "claude-other");
    assertThat(ended.status()).as(ended.toString()).isNotZero();
    assertThat(ended.out() + ended.err()).contains("claude-other");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void revokedGrantEndsItsWork() {
    grant.revoke();
    Program.Ended ended =
        claude("ANTHROPIC_AUTH_TOKEN", "-p", "Say something.", "--model", "claude-fake");
    assertThat(ended.status()).as(ended.toString()).isNotZero();
    assertThat(ended.out() + ended.err()).contains("401");
    assertThat(UPSTREAM.arrivals()).isEmpty();
  }

  @Test
  void itsQuestionWhetherSomebodyIsThereIsAnswered() {
    assertThat(Http.send("HEAD", "/api/hello", null).status()).isBetween(400, 499);
  }
}
