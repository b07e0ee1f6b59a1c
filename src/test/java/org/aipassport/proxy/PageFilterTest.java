package org.aipassport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aipassport.grants.GrantOrigins;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.FakeResponse;
import org.aipassport.support.Refused;
import org.aipassport.support.TestSettings;
import org.aipassport.values.WebOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("UnnecessaryAssignment") // no container injects here
class PageFilterTest {
  private static final String LIVE = "https://app.example";
  private static final String OWN = "http://localhost:8080";

  private final FakeResponse response = new FakeResponse();
  private final List<WebOrigin> lookedUp = new ArrayList<>();
  private boolean passedOn;

  @Test
  void preflightOfALiveOriginIsAnsweredHereAndNowhereElse() throws Exception {
    send(preflight(LIVE));
    assertThat(passedOn).isFalse();
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.text()).isEmpty();
    assertThat(response.header("Access-Control-Allow-Origin")).contains(LIVE);
    assertThat(response.header("Access-Control-Allow-Methods")).contains("GET, POST");
    assertThat(response.header("Access-Control-Max-Age")).contains("60");
    assertThat(response.header("Vary"))
        .contains("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    assertThat(response.header("Access-Control-Allow-Credentials")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://unknown.example",
        "http://app.example",
        "https://app.example:443",
        "https://app.example.",
        "https://www.app.example",
        "https://APP.example",
        OWN,
        "null",
        "*",
        ""
      })
  void preflightOfAnyOtherOriginIsRefusedWithoutAnyWordOfCors(String origin) {
    Refused.as(Refusal.FORBIDDEN, () -> send(preflight(origin)));
    assertNothingShared();
    assertThat(passedOn).isFalse();
  }

  @Test
  void preflightWithTwoOriginsIsRefused() {
    Refused.as(Refusal.FORBIDDEN, () -> send(preflight(LIVE).with("Origin", LIVE)));
    assertNothingShared();
  }

  @Test
  void whatIsNoOriginIsNeverLookedUp() {
    Refused.as(Refusal.FORBIDDEN, () -> send(preflight("null")));
    Refused.as(Refusal.FORBIDDEN, () -> send(preflight("https://app.example/\u0000")));
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void optionsThatIsNoPreflightIsNotServed() {
    FakeRequest plain = FakeRequest.of("OPTIONS", "/v1/models");
    Refused.as(Refusal.METHOD_NOT_ALLOWED, () -> send(plain));
    Refused.as(Refusal.METHOD_NOT_ALLOWED, () -> send(plain.with("Origin", LIVE)));
    FakeRequest homeless = FakeRequest.of("OPTIONS", "/v1/models");
    Refused.as(
        Refusal.METHOD_NOT_ALLOWED,
        () -> send(homeless.with("Access-Control-Request-Method", "POST")));
    assertThat(response.header("Allow")).contains("GET, POST");
    assertNothingShared();
    assertThat(lookedUp).isEmpty();
    assertThat(passedOn).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authorization,content-type|authorization, content-type",
        "Authorization , CONTENT-TYPE|authorization, content-type",
        "x-api-key,anthropic-version,anthropic-dangerous-direct-browser-access,x-stainless-os"
            + "|x-api-key, anthropic-version, anthropic-dangerous-direct-browser-access, x-stainless-os",
        "x-goog-api-key,x-goog-api-client,user-agent|x-goog-api-key, x-goog-api-client, user-agent",
        "authorization,cookie,x-forwarded-for,authorization|authorization",
        "authorization*,*,x-stainless-,x-stainless-a:b,x-stainless-a b|''",
        "''|''"
      })
  void onlyHeadersThatSdksSendArePermitted(String asked, String permitted) throws Exception {
    send(preflight(LIVE).with("Access-Control-Request-Headers", asked));
    assertThat(response.header("Access-Control-Allow-Headers")).contains(permitted);
  }

  @Test
  void everyHeaderOfTheOfficialSdksIsPermitted() throws Exception {
    String all =
        "accept,anthropic-beta,anthropic-dangerous-direct-browser-access,anthropic-version,"
            + "authorization,content-type,idempotency-key,openai-beta,openai-organization,"
            + "openai-project,user-agent,x-api-key,x-goog-api-client,x-goog-api-key,"
            + "x-server-timeout,x-stainless-arch,x-stainless-custom-poll-interval,"
            + "x-stainless-helper,x-stainless-helper-method,x-stainless-lang,x-stainless-os,"
            + "x-stainless-package-version,x-stainless-poll-helper,x-stainless-retry-count,"
            + "x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout";
    send(preflight(LIVE).with("Access-Control-Request-Headers", all));
    assertThat(response.header("Access-Control-Allow-Headers")).contains(all.replace(",", ", "));
  }

  @Test
  void callFromALiveOriginGoesOnAndItsPageMayReadTheAnswer() throws Exception {
    send(FakeRequest.get("/v1/models").with("Origin", LIVE));
    assertThat(passedOn).isTrue();
    assertThat(response.header("Access-Control-Allow-Origin")).contains(LIVE);
    assertThat(response.header("Access-Control-Expose-Headers").orElseThrow().split(", "))
        .contains("x-request-id", "request-id", "aipassport-request-id", "retry-after")
        .contains("retry-after-ms", "x-should-retry", "www-authenticate");
    assertThat(response.header("Cross-Origin-Resource-Policy")).contains("cross-origin");
    assertThat(response.header("Vary").orElseThrow()).startsWith("Origin");
    assertThat(response.header("Access-Control-Allow-Credentials")).isEmpty();
  }

  @Test
  void refusalBehindTheFilterIsReadableToo() {
    Refused.as(
        Refusal.CREDENTIALS_INVALID,
        () ->
            filter()
                .doFilter(
                    FakeRequest.get("/v1/models").with("Origin", LIVE).servlet(),
                    response.servlet(),
                    (req, res) -> {
                      throw new RefusalException(Refusal.CREDENTIALS_INVALID, "Bad.");
                    }));
    assertThat(response.header("Access-Control-Allow-Origin")).contains(LIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://unknown.example", "null", "https://app.example:443", OWN})
  void callFromElsewhereGoesOnToBeJudgedButNothingIsShared(String origin) throws Exception {
    send(FakeRequest.get("/v1/models").with("Origin", origin));
    assertThat(passedOn).isTrue();
    assertNothingShared();
    assertThat(response.header("Vary").orElseThrow()).startsWith("Origin");
  }

  @Test
  void callWithoutOriginCostsNoLookUp() throws Exception {
    send(FakeRequest.get("/v1/models"));
    assertThat(passedOn).isTrue();
    assertThat(lookedUp).isEmpty();
    assertNothingShared();
  }

  private void assertNothingShared() {
    assertThat(response.headers().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
        .doesNotContain("Cross-Origin-Resource-Policy");
  }

  private static FakeRequest preflight(String origin) {
    return FakeRequest.of("OPTIONS", "/v1/chat/completions")
        .with("Origin", origin)
        .with("Access-Control-Request-Method", "POST");
  }

  private void send(FakeRequest request) throws IOException, ServletException {
    filter().doFilter(request.servlet(), response.servlet(), (req, res) -> passedOn = true);
  }

  private PageFilter filter() {
    PageFilter filter = new PageFilter();
    filter.settings = TestSettings.defaults();
    filter.origins = new OneOrigin();
    return filter;
  }

  private final class OneOrigin extends GrantOrigins {
    @Override
    public boolean isLive(WebOrigin origin) {
      lookedUp.add(origin);
      return origin.value().equals(LIVE);
    }
  }
}
