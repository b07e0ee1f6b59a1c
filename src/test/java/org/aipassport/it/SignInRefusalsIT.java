package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to an identity provider and back, at a broker that has none: people see a page. */
@ArquillianTest
class SignInRefusalsIT {
  private final PageClient browser = new PageClient();

  @ParameterizedTest
  @ValueSource(strings = {"/ui/oidc/start", "/ui/oidc/callback?code=secret&state=x"})
  void refusalsAreToldByAPageInTheReadersLanguage(String path) {
    Answer answer = browser.get(path, "Accept-Language", "de");
    isAPage(answer, 404);
    assertThat(answer.text()).contains("lang=\"de\"", "Das hat nicht geklappt");
    assertThat(browser.get(path, "Accept-Language", "en").text()).contains("That did not work");
  }

  @Test
  void otherMethodsAreRefusedByAPageToo() {
    for (String path : new String[] {"/ui/oidc/start", "/ui/oidc/callback"}) {
      Answer answer = browser.post(path, Map.of("code", "x"), "Origin", Http.BROKER.toString());
      isAPage(answer, 405);
      assertThat(answer.header("allow")).contains("GET");
    }
  }

  @Test
  void nobodyAsksForThePageOfProblemsItself() {
    assertThat(browser.get("/ui/problem").status()).isEqualTo(404);
  }

  private static void isAPage(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text()).contains("/ui/assets/style.css", "</html>").doesNotContain("secret");
    assertThat(answer.header("content-type").orElse("")).startsWith("text/html");
    assertThat(answer.header("content-security-policy").orElse(""))
        .contains("default-src 'none'", "style-src 'self'", "frame-ancestors 'none'");
    assertThat(answer.header("referrer-policy")).contains("no-referrer");
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(answer.header("x-frame-options")).contains("DENY");
    assertThat(answer.header("x-content-type-options")).contains("nosniff");
    assertThat(answer.header("set-cookie")).isEmpty();
  }
}
