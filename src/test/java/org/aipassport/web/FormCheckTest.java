package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.TestSettings;
import org.aipassport.values.SecretText;
import org.aipassport.wire.FormToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which somebody else's page could post one of our forms. */
class FormCheckTest {
  private static final SecretText COOKIE = new SecretText("aip_ses_mine");
  private static final String OWN = "http://localhost:8080";
  private static final String TOKEN = FormToken.of(COOKIE, View.SIGN_IN.path(), "g1");

  @Test
  void formOfOurOwnPagePasses() {
    assertThatCode(() -> check(own())).doesNotThrowAnyException();
    assertThatCode(() -> check(own().with("Sec-Fetch-Site", "same-origin")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(form(TOKEN, "g1").with("Sec-Fetch-Site", "same-origin")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://localhost",
        "http://localhost:8081",
        "https://localhost:8080",
        "http://LOCALHOST:8080",
        "http://127.0.0.1:8080",
        "http://localhost:8080.evil.example",
        "http://localhost:8080/",
        ""
      })
  void formOfAnotherOriginIsRefused(String origin) {
    assertThat(refusal(form(TOKEN, "g1").with("Origin", origin))).isEqualTo(Refusal.FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none"})
  void formThatTheBrowserCallsForeignIsRefusedWhateverItsOrigin(String site) {
    assertThat(refusal(own().with("Sec-Fetch-Site", site))).isEqualTo(Refusal.FORBIDDEN);
  }

  @Test
  void formThatTellsNothingOfItsOriginIsRefused() {
    assertThat(refusal(form(TOKEN, "g1"))).isEqualTo(Refusal.FORBIDDEN);
  }

  @Test
  void formWithoutTokenOrWithAnothersIsRefused() {
    for (String token :
        new String[] {
          "",
          TOKEN.substring(1),
          FormToken.of(new SecretText("aip_ses_other"), View.SIGN_IN.path(), "g1"),
          FormToken.of(COOKIE, View.SETUP.path(), "g1"),
          FormToken.of(COOKIE, View.SIGN_IN.path(), "g2"),
          FormToken.of(COOKIE, View.SIGN_IN.path(), "")
        }) {
      assertThat(refusal(form(token, "g1").with("Origin", OWN))).isEqualTo(Refusal.FORBIDDEN);
    }
    assertThat(refusal(FakeRequest.of("POST", "/ui/sign-in").with("Origin", OWN)))
        .isEqualTo(Refusal.FORBIDDEN);
  }

  @Test
  void fieldsThatAreThereTwiceAreRefused() {
    assertThat(refusal(own().parameter("csrf", TOKEN, TOKEN))).isEqualTo(Refusal.MALFORMED);
    assertThat(refusal(own().parameter("id", "g1", "g2"))).isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void viewStateOfAnybodyElseIsRefused() {
    assertThat(refusal(own().parameter("jakarta.faces.ViewState", "rO0ABXNy")))
        .isEqualTo(Refusal.MALFORMED);
    assertThatCode(() -> check(own().parameter("jakarta.faces.ViewState", "stateless")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jakarta.faces.RenderKitId",
        "jakarta.faces.partial.ajax",
        "jakarta.faces.source",
        "jakarta.faces.ClientWindow",
        "jakarta.faces."
      })
  void parameterThatNoPageSendsAndFacesHeedsIsRefused(String name) {
    for (String method : new String[] {"GET", "POST"}) {
      FakeRequest request = FakeRequest.of(method, "/ui/sign-in").parameter(name, "x");
      assertThatThrownBy(() -> FormCheck.refuseForeign(request.servlet()))
          .isInstanceOfSatisfying(
              RefusalException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.MALFORMED));
    }
    assertThatCode(() -> FormCheck.refuseForeign(own().servlet())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "Multipart/Form-Data; boundary=x", "multipart/x"})
  void uploadIsRefusedBeforeAnybodyReadsIt(String type) {
    assertThatThrownBy(() -> FormCheck.refuseForeign(own().with("Content-Type", type).servlet()))
        .isInstanceOfSatisfying(
            RefusalException.class,
            e -> assertThat(e.reason()).isEqualTo(Refusal.UNSUPPORTED_MEDIA_TYPE));
  }

  @Test
  void linkThatTheBrowserCallsForeignIsNoneOfOurs() {
    for (String site : new String[] {"cross-site", "same-site", "none", ""}) {
      FakeRequest link = FakeRequest.get("/ui/account").with("Sec-Fetch-Site", site);
      assertThat(FormCheck.mayBeFromOurPage(link.servlet())).as(site).isFalse();
    }
    FakeRequest own = FakeRequest.get("/ui/account").with("Sec-Fetch-Site", "same-origin");
    assertThat(FormCheck.mayBeFromOurPage(own.servlet())).isTrue();
    assertThat(FormCheck.mayBeFromOurPage(FakeRequest.get("/ui/account").servlet())).isTrue();
  }

  private static FakeRequest own() {
    return form(TOKEN, "g1").with("Origin", OWN);
  }

  private static FakeRequest form(String token, String thing) {
    return FakeRequest.of("POST", "/ui/sign-in").parameter("csrf", token).parameter("id", thing);
  }

  private static Refusal refusal(FakeRequest request) {
    try {
      check(request);
    } catch (RefusalException e) {
      return e.reason();
    }
    throw new AssertionError("it passed");
  }

  private static void check(FakeRequest request) {
    FormCheck.check(request.servlet(), TestSettings.defaults(), View.SIGN_IN, COOKIE);
  }
}
