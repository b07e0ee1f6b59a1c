package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.config.Settings;
import org.aipassport.support.FakeRequest;
import org.aipassport.support.TestSettings;
import org.aipassport.values.SecretText;
import org.aipassport.wire.BrowserCookie;
import org.aipassport.wire.FormToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How others could have a browser begin sign-ins, and how a page of ours does. */
class OidcStartTest {
  private static final String PLACE = "oidc/start";

  private final Settings settings = TestSettings.defaults();

  @ParameterizedTest
  @CsvSource({
    "same-origin, navigate, document",
    "same-origin, , document",
    "same-origin, navigate,",
    "same-origin, ,"
  })
  void linkOfOurPageIsFollowed(String site, String mode, String wanted) {
    assertThat(isFollowed(request(site, mode, wanted))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "cross-site, no-cors, image",
    "cross-site, navigate, document",
    "cross-site, navigate, iframe",
    "cross-site, ,",
    "same-site, navigate, document",
    "none, navigate, document",
    "same-origin, navigate, iframe",
    "same-origin, navigate, image",
    "same-origin, no-cors, document",
    "same-origin, cors, empty",
    "Same-Origin, navigate, document",
    "'same-origin, same-origin', navigate, document",
    "'', navigate, document",
    "same-origin, '', document",
    "same-origin, navigate, ''",
    ", navigate, document",
    ", , document",
    ", navigate,"
  })
  void attackWithAnythingElse(String site, String mode, String wanted) {
    assertThat(isFollowed(request(site, mode, wanted))).isFalse();
  }

  @Test
  void attackWithAnImageThatHasTheTokenOfItsReader() {
    FakeRequest request = request("cross-site", "no-cors", "image");
    assertThat(isFollowed(withToken(request, BrowserCookie.VISITOR, "aip_vis_x"))).isFalse();
  }

  @Test
  void browserThatSaysNothingNeedsTheTokenOfItsPage() {
    for (BrowserCookie cookie :
        new BrowserCookie[] {BrowserCookie.VISITOR, BrowserCookie.SESSION}) {
      assertThat(isFollowed(withToken(start(), cookie, "aip_x"))).isTrue();
    }
  }

  @Test
  void attackWithTokensOfOthersOrNone() {
    String name = BrowserCookie.VISITOR.name(settings);
    String token = token("aip_x", PLACE, "");
    assertThat(isFollowed(start())).isFalse();
    assertThat(isFollowed(start().parameter(FormToken.FIELD, token))).isFalse();
    for (String other :
        new String[] {
          "",
          token("aip_other", PLACE, ""),
          token("aip_x", "sign-in", ""),
          token("aip_x", PLACE, "1")
        }) {
      assertThat(isFollowed(start().cookie(name, "aip_x").parameter(FormToken.FIELD, other)))
          .isFalse();
    }
    assertThat(isFollowed(start().cookie(name, "aip_x").parameter(FormToken.FIELD, token, token)))
        .isFalse();
    assertThat(
            isFollowed(
                start()
                    .cookie(name, "aip_x")
                    .cookie(name, "aip_planted")
                    .parameter(FormToken.FIELD, token)))
        .isFalse();
    assertThat(
            isFollowed(
                withToken(start(), BrowserCookie.OIDC, "aip_x"))) // no page's forms are bound to it
        .isFalse();
  }

  private boolean isFollowed(FakeRequest request) {
    return OidcStart.isFollowed(request.servlet(), settings);
  }

  private FakeRequest withToken(FakeRequest request, BrowserCookie cookie, String value) {
    return request
        .cookie(cookie.name(settings), value)
        .parameter(FormToken.FIELD, token(value, PLACE, ""));
  }

  private static String token(String secret, String place, String thing) {
    return FormToken.of(new SecretText(secret), place, thing);
  }

  private static FakeRequest start() {
    return FakeRequest.get("/ui/oidc/start");
  }

  private static FakeRequest request(String site, String mode, String wanted) {
    FakeRequest request = start();
    String[][] fields = {
      {"Sec-Fetch-Site", site}, {"Sec-Fetch-Mode", mode}, {"Sec-Fetch-Dest", wanted}
    };
    for (String[] field : fields) {
      if (field[1] != null) {
        request.with(field[0], field[1]);
      }
    }
    return request;
  }
}
