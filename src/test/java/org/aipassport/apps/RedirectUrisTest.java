package org.aipassport.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrisTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example/cb",
        "https://app.example",
        "https://app.example:8443/cb?tenant=a&x=%2F",
        "https://xn--bcher-kva.example/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:8765/cb",
        "http://[::1]/",
        "http://[::1]:65535",
        "com.example.app:/oauth2redirect",
        "com.example.my-app:/a?b=c"
      })
  void whatAnAppMayHaveIsTaken(String uri) {
    assertThat(RedirectUris.read("redirect_uris", List.of(uri))).containsExactly(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/cb",
        "app.example/cb",
        "http://app.example/cb",
        "http://localhost/cb",
        "http://localhost:8080/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.2/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:/cb",
        "http://127.1/cb",
        "http://[0:0:0:0:0:0:0:1]/cb",
        "http://user@127.0.0.1/cb",
        "https://user:pw@app.example/cb",
        "https://app.example@evil.example/cb",
        "https://app.example/cb#",
        "https://app.example/cb#x",
        "https://*.app.example/cb",
        "https://app.example/*",
        "https://app.example\\@evil.example/",
        "https://app.example/a/../cb",
        "https://app.example/a/%2e%2E/cb",
        "https://app.example/a/..",
        "https://app.example/cb?code=x",
        "https://app.example/cb?a=b&STATE=x",
        "https://app.example/cb?%69ss=x",
        "https://app.example:0/",
        "https:///cb",
        "https:app.example/cb",
        "https://bücher.example/cb",
        "https://app.example/c b",
        "https://app.example/cb\r\nX: y",
        "https://2130706433/cb",
        "HTTPS://app.example/cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "myapp:/cb",
        "com.example.app://host/cb",
        "com.example.app:cb",
        "com.example.app:",
        "urn:ietf:wg:oauth:2.0:oob"
      })
  void whatLeadsElsewhereOrHasTwoReadingsIsRefused(String uri) {
    Refused.field(
        "redirect_uris[1]",
        () -> RedirectUris.read("redirect_uris", List.of("https://good.example/", uri)));
  }

  @Test
  void thereIsAtLeastOneAndNotTooManyAndNoneTwice() {
    Refused.field("r", () -> RedirectUris.read("r", List.of()));
    Refused.field("r", () -> RedirectUris.read("r", Collections.nCopies(11, "https://a.example/")));
    Refused.field("r", () -> RedirectUris.read("r", Collections.nCopies(2, "https://a.example/")));
    Refused.field(
        "r[0]", () -> RedirectUris.read("r", List.of("https://a.example/" + "a".repeat(500))));
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example/cb, https://app.example/cb, true",
    "https://app.example/cb, https://app.example/cb/, false",
    "https://app.example/cb, https://app.example/cb/../x, false",
    "https://app.example/cb, https://app.example/CB, false",
    "https://app.example/cb, https://APP.example/cb, false",
    "https://app.example/cb, https://app.example:443/cb, false",
    "https://app.example/cb, https://app.example/cb?x=y, false",
    "https://app.example/cb, https://app.example/cb#x, false",
    "https://app.example/cb, https://app.example/%63b, false",
    "https://app.example/cb, http://app.example/cb, false",
    "https://app.example/cb, https://app.example.evil.example/cb, false",
    "https://app.example:1/cb, https://app.example:2/cb, false",
    "http://127.0.0.1/cb, http://127.0.0.1:51004/cb, true",
    "http://127.0.0.1:1/cb, http://127.0.0.1:51004/cb, true",
    "http://127.0.0.1:1/cb, http://127.0.0.1/cb, true",
    "http://[::1]/cb, http://[::1]:51004/cb, true",
    "http://127.0.0.1/cb, http://[::1]:51004/cb, false",
    "http://127.0.0.1/cb, http://localhost:51004/cb, false",
    "http://127.0.0.1/cb, http://127.0.0.1:51004/cb?x=y, false",
    "http://127.0.0.1/cb, http://127.0.0.1:51004/cb#x, false",
    "http://127.0.0.1/cb, http://127.0.0.1:51004/, false",
    "http://127.0.0.1/cb, http://127.0.0.1:99999/cb, false",
    "http://127.0.0.1/cb, http://127.0.0.1:0/cb, false",
    "http://127.0.0.1/cb, http://127.0.0.1:1@evil.example/cb, false",
    "http://127.0.0.1/cb, https://127.0.0.1:51004/cb, false",
    "com.example.app:/cb, com.example.app:/cb, true",
    "com.example.app:/cb, com.example.app:/cb2, false"
  })
  void askedIsOneOfTheRegisteredCharacterByCharacterButForAPortOfLoopback(
      String registered, String asked, boolean matches) {
    assertThat(RedirectUris.matches(List.of("https://other.example/", registered), asked))
        .isEqualTo(matches);
  }
}
